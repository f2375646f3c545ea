using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace VisionAttention.Tests;

/// <summary>The arrows of the house point down: what a folder's code may name, and no circle between folders.</summary>
public sealed class NamespaceTests
{
    // Each folder of the library, from the lowest, with the folders it may name.
    private static readonly Dictionary<string, string[]> Library = new()
    {
        ["Tensors"] = [],
        ["Layers"] = ["Tensors"],
        ["Positions"] = ["Layers", "Tensors"],
        ["Engines"] = ["Positions", "Tensors"],
        ["Attention"] = ["Engines", "Layers", "Positions", "Tensors"],
        ["Models"] = ["Attention", "Engines", "Layers", "Positions", "Tensors"],
        ["Weights"] = ["Models", "Attention", "Layers", "Positions", "Tensors"],
        ["Data"] = ["Tensors"],
        ["Training"] = ["Weights", "Data", "Models", "Attention", "Engines", "Layers", "Positions", "Tensors"],
        ["Costs"] = ["Models", "Attention", "Engines", "Layers", "Positions", "Tensors"],
        ["Charts"] = ["Costs", "Data", "Models", "Positions", "Tensors"],
        ["Lessons"] = ["Charts", "Costs", "Training", "Data", "Weights", "Models", "Attention", "Engines", "Layers", "Positions", "Tensors"],
    };

    [Fact]
    public void The_library_names_only_what_lies_below()
    {
        var arrows = Arrows.Of(Sources("VisionAttention"), "VisionAttention");

        Assert.Equal(Library.Keys.Order(), arrows.Select(arrow => arrow.From).Append("Tensors").Distinct().Order());
        Assert.Empty(Upward(arrows));
    }

    [Theory]
    [InlineData("Kit", "VisionAttention.Kit")]
    [InlineData("Kernel", "VisionAttention.Kernel")]
    public void A_program_has_no_circle_between_its_folders(string project, string root)
    {
        var arrows = Arrows.Of(Sources(project), root);

        Assert.NotEmpty(arrows);
        Assert.Empty(Arrows.Circles(arrows));
    }

    [Fact]
    public void An_arrow_that_points_up_and_a_circle_are_seen()
    {
        const string Positions = "namespace VisionAttention.Positions; public class Grid { public int Side() => new Models.Network().Side; }";
        const string Models = "namespace VisionAttention.Models; public class Network { public int Side => 1; public Positions.Grid Grid() => new(); }";

        var arrows = Arrows.Of([("Grid.cs", Positions), ("Network.cs", Models)], "VisionAttention");

        Assert.Equal(["Positions → Models: Grid.cs names Network"], Upward(arrows));
        Assert.Equal(["Models → Positions → Models"], Arrows.Circles(arrows));
    }

    private static string[] Upward(IEnumerable<Arrow> arrows) =>
        [.. arrows.Where(arrow => !Library.GetValueOrDefault(arrow.From, []).Contains(arrow.To)).Select(arrow => arrow.ToString())];

    private static IEnumerable<(string Name, string Text)> Sources(string project)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "environment.json")))
            root = root.Parent!;
        return Directory.GetFiles(Path.Combine(root.FullName, "lib", project), "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path.GetFileName(path), File.ReadAllText(path)));
    }
}

/// <summary>Code of one folder that names a type of another.</summary>
internal sealed record Arrow(string From, string To, string File, string Type)
{
    public override string ToString() => $"{From} → {To}: {File} names {Type}";
}

/// <summary>Finds arrows with the compiler's own eyes.</summary>
internal static class Arrows
{
    /// <summary>The first arrow of each file between each two folders.</summary>
    public static IReadOnlyList<Arrow> Of(IEnumerable<(string Name, string Text)> sources, string root)
    {
        var (trees, compilation) = Compile(sources);
        return [.. trees.AsParallel().SelectMany(tree => Of(tree, compilation, root)).Distinct().OrderBy(arrow => arrow.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>Sources as one program, with all that this one refers to.</summary>
    public static (IReadOnlyList<SyntaxTree> Trees, Compilation Program) Compile(IEnumerable<(string Name, string Text)> sources)
    {
        const string Implicit = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        List<SyntaxTree> trees = [.. sources.Select(source => CSharpSyntaxTree.ParseText(source.Text, options, source.Name))];
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        return (trees, CSharpCompilation.Create("house", [.. trees, CSharpSyntaxTree.ParseText(Implicit, options)], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true)));
    }

    /// <summary>Circles between folders, each told once from the folder whose name comes first.</summary>
    public static IReadOnlyList<string> Circles(IEnumerable<Arrow> arrows)
    {
        var next = arrows.GroupBy(arrow => arrow.From).ToDictionary(group => group.Key, group => group.Select(arrow => arrow.To).Distinct().ToList());
        return [.. next.Keys.Order(StringComparer.Ordinal).Select(start => Way(start, start, [], next)).OfType<string>().DistinctBy(way => string.Join(' ', way.Split(" → ").Distinct().Order()))];
    }

    private static string? Way(string folder, string end, HashSet<string> seen, Dictionary<string, List<string>> next)
    {
        foreach (var target in next.GetValueOrDefault(folder, []))
        {
            if (target == end)
                return $"{folder} → {end}";
            if (seen.Add(target) && Way(target, end, seen, next) is { } way)
                return $"{folder} → {way}";
        }
        return null;
    }

    private static IEnumerable<Arrow> Of(SyntaxTree tree, Compilation compilation, string root)
    {
        var model = compilation.GetSemanticModel(tree);
        var all = tree.GetRoot().DescendantNodes();
        if (all.OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault() is not { } space || Folder(space.Name.ToString(), root) is not { } from)
            yield break;
        var seen = new HashSet<string>();
        foreach (var name in all.OfType<SimpleNameSyntax>())
        {
            var symbol = model.GetSymbolInfo(name).Symbol;
            var type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;
            if (type?.ContainingAssembly is not { Name: "house" } || Folder(type.ContainingNamespace.ToDisplayString(), root) is not { } to || to == from)
                continue;
            if (seen.Add(to))
                yield return new Arrow(from, to, tree.FilePath, type.Name);
        }
    }

    private static string? Folder(string name, string root) =>
        name == root ? "(root)" : name.StartsWith(root + ".", StringComparison.Ordinal) ? name[(root.Length + 1)..].Split('.')[0] : null;
}
