using System.Reflection;
using TorchSharp;
using Xunit.Abstractions;

namespace Bundled.TorchSharp.Tests.Signatures;

/// <summary>
/// The stand-in offers a part of TorchSharp 0.107 and nothing beside it: names, return types, parameters, defaults, type parameters
/// and accessors are the official ones.
/// </summary>
public class SignatureTests(ITestOutputHelper output)
{
    private const int Promised = 900;
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<string, HashSet<string>> Official = OfficialMembers.Read();
    private static readonly HashSet<string> Reviewed = OfficialMembers.ReadReviewed();
    private static readonly Type[] Ours = [.. typeof(torch).Assembly.GetExportedTypes().OrderBy(TypeText.Heading, StringComparer.Ordinal)];

    [Fact]
    public void Every_public_type_is_an_official_one_with_its_base_types()
    {
        Assert.Empty(Ours.Where(type => !Official.ContainsKey(TypeText.Heading(type)) && !Reviewed.Contains($"{TypeText.Heading(type)}\ttype")).Select(TypeText.Heading));
        Assert.Empty(Ours.Where(type => Official.ContainsKey(TypeText.Heading(type))).SelectMany(StrangeBases));
    }

    [Fact]
    public void Every_public_member_is_an_official_one()
    {
        var strange = Members().Where(member => !member.IsOfficial && !member.IsOverride && !Reviewed.Contains(member.Line)).Select(member => member.Line).ToList();
        Assert.True(strange.Count == 0, $"{strange.Count} members are not in the official list:\n{string.Join('\n', strange)}");
    }

    [Fact]
    public void No_reviewed_difference_is_out_of_date()
    {
        var lines = Members().Where(member => !member.IsOfficial).Select(member => member.Line).Concat(Ours.Select(type => $"{TypeText.Heading(type)}\ttype")).ToHashSet();
        Assert.DoesNotContain(Reviewed, line => !lines.Contains(line));
    }

    [Fact]
    public void What_is_covered_and_what_is_missing_is_known()
    {
        var covered = Members().Where(member => member.IsOfficial).Select(member => member.Line).ToHashSet();
        var whole = Official.Keys.Where(name => Ours.All(type => TypeText.Heading(type) != name)).ToList();
        var missing = Official.Where(type => !whole.Contains(type.Key))
            .SelectMany(type => type.Value.Where(member => member[..4] is not ("type" or "fina")).Select(member => $"{type.Key}\t{member}"))
            .Where(line => !covered.Contains(line)).ToList();
        output.WriteLine($"{covered.Count} official members in {Ours.Length} types; of these types {missing.Count} members are missing, and {whole.Count} types wholly.");
        missing.ForEach(output.WriteLine);
        whole.ForEach(name => output.WriteLine($"{name}\tthe whole type, {Official[name].Count} lines"));
        Assert.True(covered.Count >= Promised, $"only {covered.Count} of the official members are there");
    }

    private static IEnumerable<(string Line, bool IsOfficial, bool IsOverride)> Members()
    {
        foreach (var type in Ours)
        {
            var name = TypeText.Heading(type);
            foreach (var member in type.GetMembers(Declared))
            {
                if (MemberText.Of(member) is { } text)
                    yield return ($"{name}\t{text}", Official.TryGetValue(name, out var list) && list.Contains(text), MemberText.IsOverride(member));
            }
        }
    }

    private static IEnumerable<string> StrangeBases(Type type)
    {
        var name = TypeText.Heading(type);
        var line = Official[name].Single(member => member.StartsWith("type\t", StringComparison.Ordinal));
        var bases = type.GetInterfaces().Where(contract => contract.IsPublic || contract.IsNestedPublic);
        if (type.IsClass && type.BaseType is { } parent && parent != typeof(object) && !typeof(Delegate).IsAssignableFrom(type))
            bases = bases.Prepend(parent);
        return type.IsEnum ? [] : bases.Select(TypeText.Heading).Where(text => !line.Contains(text, StringComparison.Ordinal)).Select(text => $"{name} : {text}")
            .Where(text => !Reviewed.Contains($"{name}\ttype"));
    }
}
