using System.Reflection;
using Bundled.Plotly.NET.Tests.Official;
using Plotly.NET;
using Plotly.NET.CSharp;
using Xunit.Abstractions;

namespace Bundled.Plotly.NET.Tests;

/// <summary>Every public member is an official one: name, types, parameters, order, defaults. What is left out has a type that is left out.</summary>
public class SignatureTests(ITestOutputHelper output)
{
    // Grid's arguments for axes of its own choice; none of the course's charts needs them.
    private static readonly string[] LeftOutArguments = ["SubPlots", "XAxes", "YAxes", "XSide", "YSide"];

    private static readonly string[] LeftOutTypes =
    [
        "Line", "Marker", "Font", "Pattern", "Title", "ColorBar", "Domain", "Bins", "Error", "Contours", "RangeSlider", "RangeSelector",
        "Cumulative", "Hoverlabel", "Box", "MeanLine", "Projection",
    ];

    private static readonly ILookup<string, OfficialMethod> Methods = Read("members.txt", 2).Concat(Read("core-members.txt", 2))
        .Select(fields => OfficialMethod.Parse(fields[1])).OfType<OfficialMethod>().ToLookup(method => method.Name);

    private static readonly Dictionary<string, string[]> Cases = Read("members.txt", 2)
        .Where(fields => fields[0].StartsWith("StyleParam.", StringComparison.Ordinal))
        .ToDictionary(fields => fields[0]["StyleParam.".Length..], fields => fields[1].Split(" | "));

    [Fact]
    public void The_types_are_the_official_ones()
    {
        var own = PublicTypesOf().Where(type => !type.IsNested).Select(type => type.FullName);
        Assert.Equal(
            ["Plotly.NET.CSharp.Chart", "Plotly.NET.CSharp.GenericChartExtensions", "Plotly.NET.CSharp.Optional`1", "Plotly.NET.Color", "Plotly.NET.GenericChart", "Plotly.NET.StyleParam"],
            own.Order(StringComparer.Ordinal));
        Assert.All(PublicTypesOf().Where(type => type.IsNested), type => Assert.Contains(type.Name, Cases.Keys));
    }

    [Theory]
    [InlineData(typeof(Chart))]
    [InlineData(typeof(GenericChartExtensions))]
    [InlineData(typeof(Color))]
    [InlineData(typeof(GenericChart))]
    public void Every_method_is_official_in_every_part(Type type)
    {
        var methods = type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly);
        Assert.NotEmpty(methods);
        Assert.All(methods, method =>
        {
            var problems = Methods[method.Name].Select(official => Problem(method, official)).ToArray();
            Assert.True(problems.Length > 0, $"{type.Name}.{method.Name} is not an official member");
            Assert.True(problems.Contains(null), string.Join("; ", problems));
        });
    }

    [Fact]
    public void Every_case_of_a_choice_is_there_and_no_other()
    {
        Assert.All(PublicTypesOf().Where(type => type.IsNested), type =>
        {
            var ours = type.GetProperties(BindingFlags.Public | BindingFlags.Static).Select(property => property.Name)
                .Concat(type.GetMethods(BindingFlags.Public | BindingFlags.Static).Where(method => !method.IsSpecialName).Select(Described));
            Assert.Equal(Cases[type.Name].Select(Described).Order(StringComparer.Ordinal), ours.Order(StringComparer.Ordinal));
        });
    }

    [Fact]
    public void What_is_left_out_is_listed_in_the_readme()
    {
        var readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Official", "README.md"));
        var own = new[] { typeof(Chart), typeof(GenericChartExtensions) }.SelectMany(type => type.GetMethods()).Select(method => method.Name).ToHashSet();
        var missing = Methods.Select(group => group.Key).Where(name => !own.Contains(name) && !Read("core-members.txt", 2).Any(fields => fields[1].Contains(name, StringComparison.Ordinal))).ToArray();
        foreach (var name in missing)
            output.WriteLine($"left out: {name}");
        foreach (var type in LeftOutTypes)
            output.WriteLine($"parameters left out: those of type {type}");
        Assert.All(missing.Concat(LeftOutTypes).Concat(LeftOutArguments), name => Assert.Contains($"`{name}`", readme, StringComparison.Ordinal));
    }

    private static string? Problem(MethodInfo ours, OfficialMethod theirs)
    {
        if (SourceText.Of(ours.ReturnType) != theirs.Returns.Replace(" ", "", StringComparison.Ordinal))
            return $"{ours.Name} returns {SourceText.Of(ours.ReturnType)}, officially {theirs.Returns}";
        var types = ours.GetGenericArguments();
        if (!types.Select(type => type.Name).SequenceEqual(theirs.TypeParameters))
            return $"{ours.Name} has type parameters {string.Join(", ", types.Select(type => type.Name))}, officially {string.Join(", ", theirs.TypeParameters)}";
        if (types.Any(type => !type.GetGenericParameterConstraints().SequenceEqual([typeof(IConvertible)])))
            return $"{ours.Name}: a type parameter without IConvertible";
        var place = 0;
        foreach (var parameter in ours.GetParameters())
        {
            while (place < theirs.Parameters.Count && theirs.Parameters[place].Name != parameter.Name)
            {
                if (!MayBeLeftOut(theirs.Parameters[place]))
                    return $"{ours.Name}: {theirs.Parameters[place].Name} is left out, or {parameter.Name} stands in the wrong place";
                place++;
            }
            if (place == theirs.Parameters.Count)
                return $"{ours.Name}: {parameter.Name} is not an official parameter, or stands in the wrong place";
            var found = new OfficialParameter(SourceText.Of(parameter.ParameterType), parameter.Name!, parameter.IsOptional);
            if (found != theirs.Parameters[place])
                return $"{ours.Name}: {found}, officially {theirs.Parameters[place]}";
            place++;
        }
        return theirs.Parameters.Skip(place).FirstOrDefault(parameter => !MayBeLeftOut(parameter)) is { } left ? $"{ours.Name}: {left.Name} is left out" : null;
    }

    private static bool MayBeLeftOut(OfficialParameter parameter)
    {
        return LeftOutArguments.Contains(parameter.Name)
            || LeftOutTypes.Any(type => parameter.Type == $"Optional<{type}>");
    }

    // `X of int` becomes NewX(int), as C# sees it.
    private static string Described(string official)
    {
        if (!official.Contains(" of ", StringComparison.Ordinal))
            return official;
        var (name, data) = (official[..official.IndexOf(' ', StringComparison.Ordinal)], official[(official.IndexOf(" of ", StringComparison.Ordinal) + 4)..]);
        var types = data.Replace("seq<float * Color>", "IEnumerable<Tuple<double,Color>>", StringComparison.Ordinal).Split(" * ")
            .Select(part => part.Contains(':', StringComparison.Ordinal) ? part[(part.IndexOf(':', StringComparison.Ordinal) + 2)..] : part)
            .Select(part => part.Replace("seq<", "IEnumerable<", StringComparison.Ordinal).Replace("array<IConvertible>", "IConvertible[]", StringComparison.Ordinal));
        return $"New{name}({string.Join(',', types)})";
    }

    private static string Described(MethodInfo method)
    {
        var types = method.GetParameters().Select(parameter => SourceText.Of(parameter.ParameterType).Replace("StyleParam.", "", StringComparison.Ordinal));
        return $"{method.Name}({string.Join(',', types)})";
    }

    private static IEnumerable<Type> PublicTypesOf()
    {
        return typeof(GenericChart).Assembly.GetExportedTypes().Concat(typeof(Chart).Assembly.GetExportedTypes());
    }

    private static IEnumerable<string[]> Read(string file, int fields)
    {
        return File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Official", file)).Select(line => line.Split('\t')).Where(line => line.Length == fields);
    }
}
