using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace VisionAttention.Tests;

/// <summary>Code never means the CPU by saying nothing: what makes a tensor names its device.</summary>
public sealed class DeviceTrueTests
{
    private static readonly string Root = FindRoot();

    [Fact]
    public void Every_tensor_of_the_library_and_the_program_is_made_on_a_named_device()
    {
        string[] projects = ["VisionAttention", "FusedAttention", "Kit"];

        None(Factories.WithoutDevice(projects.SelectMany(Sources)));
    }

    [Fact]
    public void Where_the_input_lies_decides_only_tables_and_numbers_are_made_on_the_CPU()
    {
        // Their results are moved to the tensor that they are for, or are numbers of C#.
        string[] tables = ["EmbeddingResize.cs", "Initialisation.cs", "SinusoidalEmbedding.cs"];
        string[] folders = ["Attention", "Engines", "Layers", "Models", "Positions"];

        string[] namings = ["device: CPU", "torch.CPU", "(CPU)", ".cpu()"];
        var naming = folders.SelectMany(folder => Sources(Path.Combine("VisionAttention", folder)))
            .Where(source => namings.Any(words => source.Text.Contains(words, StringComparison.Ordinal)))
            .Select(source => Path.GetFileName(source.Name));

        Assert.Equal(tables, naming.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_cell_of_a_lesson_that_uses_the_device_makes_its_tensors_on_a_named_one() => None(Lessons().SelectMany(Factories.WithoutDeviceInCell));

    [Fact]
    public void A_lesson_that_trains_asks_once_where_and_says_it()
    {
        foreach (var lesson in Lessons().GroupBy(cell => cell.Name.Split(" cell ")[0]))
        {
            var text = string.Join('\n', lesson.Select(cell => cell.Text));
            Assert.False(text.Contains("is_available", StringComparison.Ordinal), $"{lesson.Key} asks libtorch itself for a device: ask Devices.Best()");
            var asked = text.Split("Devices.Best()").Length - 1;
            // What must agree to the last bit is trained on the CPU, and says so where it is called.
            var trains = Regex.Matches(text, @"Trainer\.Fit\([^;]*;").Any(call => !call.Value.Contains("torch.CPU", StringComparison.Ordinal));
            Assert.True(asked == (trains ? 1 : 0), $"{lesson.Key} asks {asked} times for a device: a lesson that calls Trainer.Fit, and not on torch.CPU, asks once, another never");
            Assert.True(asked == 0 || text.Contains("Devices.Describe(device)", StringComparison.Ordinal), $"{lesson.Key} does not say which device it got: print Devices.Describe(device)");
        }
    }

    [Theory]
    [InlineData("zeros(2, 3)", false)]
    [InlineData("zeros(2, 3, device: null)", false)]
    [InlineData("torch.arange(4, dtype: ScalarType.Float64).unsqueeze(1)", false)]
    [InlineData("tensor(new[] { 1f }).to(ScalarType.Float64)", false)]
    [InlineData("from_array(new[] { 1f })", false)]
    [InlineData("zeros(2, 3, device: like.device)", true)]
    [InlineData("tensor(new[] { 1f }, ScalarType.Float32, like.device)", true)]
    [InlineData("tensor(new[] { 1f }).view(-1, 1).to(like.device)", true)]
    [InlineData("zeros_like(like)", true)]
    [InlineData("like.new_zeros(2)", true)]
    public void A_tensor_without_a_device_is_seen_and_one_with_a_device_passes(string call, bool passes)
    {
        var source = $$"""
            using TorchSharp;
            using static TorchSharp.torch;

            internal static class Planted
            {
                public static Tensor Make(Tensor like) => {{call}};
            }
            """;

        var found = Factories.WithoutDevice([("Planted.cs", source)]);

        Assert.Equal(passes ? [] : [6], found.Select(line => int.Parse(line.Split(':')[1], provider: null)));
        var cell = $"network.to(device);\nvar made = {call};";
        Assert.Equal(passes ? [] : [2], Factories.WithoutDeviceInCell(("planted.ipynb cell train-run", cell)).Select(line => int.Parse(line.Split(':')[1], provider: null)));
    }

    [Fact]
    public void A_cell_that_never_names_the_device_may_make_tensors_as_it_likes() => Assert.Empty(Factories.WithoutDeviceInCell(("planted.ipynb cell map-run", "var made = torch.zeros(2);")));

    private static void None(IEnumerable<string> found) =>
        Assert.True(!found.Any(), "Fix: device: input.device, or device: CPU for what is on the CPU by its nature\n" + string.Join('\n', found));

    private static IEnumerable<(string Name, string Text)> Sources(string folder) =>
        Directory.GetFiles(Path.Combine(Root, "lib", folder), "*.cs", SearchOption.AllDirectories).Select(path => (Path.GetRelativePath(Root, path), File.ReadAllText(path)));

    // The code cells of every lesson: "notebooks/06-….ipynb cell shapes-training".
    private static IEnumerable<(string Name, string Text)> Lessons()
    {
        foreach (var path in Directory.GetFiles(Path.Combine(Root, "notebooks"), "*.ipynb").Order(StringComparer.Ordinal))
        {
            using var notebook = JsonDocument.Parse(File.ReadAllText(path));
            foreach (var cell in notebook.RootElement.GetProperty("cells").EnumerateArray().Where(cell => cell.GetProperty("cell_type").GetString() == "code"))
                yield return ($"{Path.GetRelativePath(Root, path)} cell {cell.GetProperty("id").GetString()}", string.Concat(cell.GetProperty("source").EnumerateArray().Select(line => line.GetString())));
        }
    }

    private static string FindRoot()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "environment.json")))
            root = root.Parent!;
        return root.FullName;
    }
}

/// <summary>Finds calls that make a tensor out of no other one, and name no device.</summary>
internal static class Factories
{
    // TorchSharp has no list of them: what returns a tensor, takes none, and has a parameter for the device.
    private static readonly HashSet<string> Names = [.. typeof(TorchSharp.torch).GetMethods()
        .Where(method => method.IsStatic && method.ReturnType == typeof(TorchSharp.torch.Tensor))
        .Where(method => method.GetParameters() is var parameters && parameters.Any(parameter => parameter.ParameterType == typeof(TorchSharp.torch.Device))
            && parameters.All(parameter => parameter.ParameterType != typeof(TorchSharp.torch.Tensor)))
        .Select(method => method.Name)];

    /// <summary>In C# files, by what the compiler binds a call to: one line a call.</summary>
    public static IReadOnlyList<string> WithoutDevice(IEnumerable<(string Name, string Text)> sources)
    {
        var (trees, compilation) = Arrows.Compile(sources);
        return [.. trees.AsParallel().AsOrdered().SelectMany(tree =>
        {
            var model = compilation.GetSemanticModel(tree);
            return Calls(tree).Where(call => HasName(call) && IsFactory(call, model) && !IsOnDevice(call, model)).Select(call => Line(tree, call)).ToList();
        })];
    }

    /// <summary>In a cell that names the device somewhere, by the names of the calls.</summary>
    public static IEnumerable<string> WithoutDeviceInCell((string Name, string Text) cell)
    {
        var tree = CSharpSyntaxTree.ParseText(cell.Text, new CSharpParseOptions(LanguageVersion.Preview, kind: SourceCodeKind.Script), cell.Name);
        if (!tree.GetRoot().DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.Text == "device"))
            return [];
        return Calls(tree).Where(HasName)
            .Where(call => !call.ArgumentList.Arguments.Concat(Moves(call).SelectMany(move => move.ArgumentList.Arguments)).Any(argument => NamesDevice(argument.Expression)))
            .Select(call => Line(tree, call));
    }

    private static bool NamesDevice(ExpressionSyntax value) => value.ToString().Split('.')[^1] is "device" or "CPU";

    private static IEnumerable<InvocationExpressionSyntax> Calls(SyntaxTree tree) => tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>();

    private static bool HasName(InvocationExpressionSyntax call) =>
        (call.Expression is MemberAccessExpressionSyntax member ? member.Name : call.Expression) is SimpleNameSyntax name && Names.Contains(name.Identifier.Text);

    private static bool IsFactory(InvocationExpressionSyntax call, SemanticModel model) =>
        Method(call, model) is { IsStatic: true, ContainingAssembly.Name: "TorchSharp" } method && method.ReturnType.Name == "Tensor"
        && method.Parameters.Any(IsDevice) && method.Parameters.All(parameter => parameter.Type.Name != "Tensor");

    private static bool IsOnDevice(InvocationExpressionSyntax call, SemanticModel model) =>
        Arguments(call, model).Any(argument => argument.Value is not LiteralExpressionSyntax && argument.Parameter is { } parameter && IsDevice(parameter))
        || Moves(call).Any(move => Arguments(move, model).Any(argument => argument.Parameter?.Type.Name is "Device" or "Tensor"));

    private static IEnumerable<(ExpressionSyntax Value, IParameterSymbol? Parameter)> Arguments(InvocationExpressionSyntax call, SemanticModel model)
    {
        var parameters = Method(call, model)?.Parameters ?? [];
        return call.ArgumentList.Arguments.Select((argument, index) => (argument.Expression, argument.NameColon is { } name
            ? parameters.FirstOrDefault(parameter => parameter.Name == name.Name.Identifier.Text)
            : parameters.ElementAtOrDefault(index)));
    }

    // The calls of `to` in the chain behind a call: zeros(2).view(-1).to(device).
    private static IEnumerable<InvocationExpressionSyntax> Moves(InvocationExpressionSyntax call)
    {
        for (var at = call; at.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax next } member && member.Expression == at; at = next)
        {
            if (member.Name.Identifier.Text == "to")
                yield return next;
        }
    }

    private static IMethodSymbol? Method(InvocationExpressionSyntax call, SemanticModel model) =>
        model.GetSymbolInfo(call) is var found ? (found.Symbol ?? found.CandidateSymbols.FirstOrDefault()) as IMethodSymbol : null;

    private static bool IsDevice(IParameterSymbol parameter) => parameter.Type.Name == "Device";

    private static string Line(SyntaxTree tree, InvocationExpressionSyntax call) =>
        $"{tree.FilePath}:{call.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: {call} names no device";
}
