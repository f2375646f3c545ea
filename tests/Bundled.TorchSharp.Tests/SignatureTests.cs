using System.Reflection;
using TorchSharp;

namespace Bundled.TorchSharp.Tests;

/// <summary>The stand-in offers a part of TorchSharp 0.107 and nothing beside it: names, parameters and their types are the official ones.</summary>
/// <remarks>official-signatures.txt holds the official members of the types that the stand-in has.</remarks>
public class SignatureTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly HashSet<string> Official = [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "official-signatures.txt"))];

    private static readonly HashSet<string> Reviewed =
        [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "reviewed-differences.txt")).Where(line => line.Length > 0 && line[0] != '#')];

    [Fact]
    public void Every_public_member_is_an_official_one()
    {
        var ours = Members().ToList();
        var strange = ours.Where(member => !Official.Contains(member) && !Reviewed.Contains(member)).ToList();
        Assert.True(strange.Count == 0, $"{strange.Count} of {ours.Count} members are not in the official list:\n{string.Join('\n', strange)}");
    }

    [Fact]
    public void No_reviewed_difference_is_out_of_date()
    {
        var ours = Members().ToHashSet();
        Assert.DoesNotContain(Reviewed, member => !ours.Contains(member));
    }

    [Fact]
    public void A_good_part_of_the_official_members_is_there()
    {
        var covered = Members().Count(Official.Contains);
        Assert.True(covered > 600, $"only {covered} of {Official.Count} official members of these types are there");
    }

    private static IEnumerable<string> Members()
    {
        foreach (var type in typeof(torch).Assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            foreach (var member in type.GetMembers(Declared))
            {
                if (Text(member) is { } text)
                    yield return $"{Name(type)}\t{text}";
            }
        }
    }

    private static string? Text(MemberInfo member)
    {
        return member switch
        {
            MethodInfo method when method.Name.StartsWith("op_", StringComparison.Ordinal) => null,
            MethodInfo method when method.IsSpecialName || method.GetBaseDefinition() != method => null,
            MethodInfo method => $"{method.Name}({Parameters(method)})",
            ConstructorInfo constructor => $"{constructor.DeclaringType!.Name.Split('`')[0]}({Parameters(constructor)})",
            FieldInfo { IsSpecialName: false } field => field.Name,
            PropertyInfo { GetMethod: { } getter } when getter.GetBaseDefinition() != getter => null,
            PropertyInfo property => property.Name,
            _ => null,
        };
    }

    private static string Parameters(MethodBase method)
    {
        return string.Join(", ", method.GetParameters().Select(parameter => $"{Simple(parameter.ParameterType)} {parameter.Name}"));
    }

    private static string Name(Type type)
    {
        return System.Text.RegularExpressions.Regex.Replace(type.FullName!.Replace('+', '.'), "`[0-9]+", "");
    }

    private static string Simple(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Simple(underlying) + "?";
        if (type.IsArray)
            return $"{Simple(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true)
            return $"({string.Join(", ", type.GenericTypeArguments.Select(Simple))})";
        if (type.IsGenericType)
            return $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GenericTypeArguments.Select(Simple))}>";
        return type.Name switch
        {
            "Int64" => "long",
            "UInt64" => "ulong",
            "Int32" => "int",
            "Int16" => "short",
            "SByte" => "sbyte",
            "Byte" => "byte",
            "Boolean" => "bool",
            "Double" => "double",
            "Single" => "float",
            "String" => "string",
            "Object" => "object",
            var name => name,
        };
    }
}
