using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace VisionAttention.Kernel.Execution;

/// <summary>A chain of C# script cells. Each sees what the ones before declared, also when one of them threw half-way.</summary>
internal sealed class ScriptHost(References references, AssemblyLoading loading)
{
    // The compiler follows nulls through a cell's statements even where its warnings are off, which are not shown either.
    private static readonly CSharpParseOptions ParseOptions = new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.None, SourceCodeKind.Script)
        .WithFeatures([new("run-nullable-analysis", "never")]);

    internal static readonly EmitOptions EmitOptions = new(debugInformationFormat: DebugInformationFormat.PortablePdb);

    private static readonly string[] OpenNamespaces =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.IO", "System.Linq", "System.Threading",
        "System.Threading.Tasks", "Microsoft.DotNet.Interactive.Kernel",
    ];

    // What a missing reference looks like: unknown type, namespace, name or member, or a type in an unreferenced assembly.
    private static readonly HashSet<string> MissingReference =
        ["CS0246", "CS0234", "CS0103", "CS0012", "CS1069", "CS1061", "CS0117", "CS0518", "CS1935", "CS0656"];

    private readonly Dictionary<string, string> _libraries = [];

    // A cell inherits the references of the cells before it. Given again they would not replace those but add to them, in every cell's own tables.
    private readonly HashSet<MetadataReference> _inherited = [];
    private CSharpCompilation? _previous;
    private object?[] _slots = new object?[16];
    private int _count;

    internal static SyntaxTree Parse(string code, string path = "") =>
        CSharpSyntaxTree.ParseText(SourceText.From(code, Encoding.UTF8), ParseOptions, path);

    /// <summary>The names declared by cells so far, newest first, each with its value.</summary>
    internal IEnumerable<(string Name, object? Value, Type Type)> Variables()
    {
        for (var index = _slots.Length - 1; index > 0; index--)
        {
            if (_slots[index] is { } cell)
            {
                foreach (var field in cell.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
                {
                    yield return (field.Name, field.GetValue(cell), field.FieldType);
                }
            }
        }
    }

    /// <summary>A compilation of <paramref name="tree"/> on top of the cells so far; changes nothing.</summary>
    internal CSharpCompilation Compilation(SyntaxTree tree)
    {
        var cell = CSharpCompilation.CreateScriptCompilation(
            $"cell-{_count + 1}", tree, references.Current.Where(reference => !_inherited.Contains(reference)), Options(), returnType: typeof(object));

        // Given at once, the cell before would be analyzed anew, as if it had not been compiled already.
        return cell.WithScriptCompilationInfo(cell.ScriptCompilationInfo!.WithPreviousScriptCompilation(_previous));
    }

    /// <summary>Compiles a cell and makes it the newest of the chain; null when it holds no code to run.</summary>
    internal Func<Task<object?>>? Prepare(string code, string path)
    {
        references.ReportChanged();
        var written = Parse(code, path);
        var (compilation, image, symbols) = Emit(ExtensionClasses.Rewrite(written), written.GetText());
        _previous = compilation;
        _inherited.UnionWith(compilation.ExternalReferences);
        _count++;
        if (image is null)
        {
            return null;
        }

        var assembly = loading.LoadCell(image, symbols!);
        var entry = compilation.GetEntryPoint(CancellationToken.None)!;
        var factory = assembly.GetType(entry.ContainingType.MetadataName)!
            .GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .CreateDelegate<Func<object?[], Task<object?>>>();
        if (_slots.Length < _count + 2)
        {
            Array.Resize(ref _slots, _slots.Length * 2);
        }

        return () => factory(_slots);
    }

    /// <summary>Makes a program's file, with its namespaces, known to the cells to come; once, as earlier cells hold on to its types.</summary>
    internal void AddLibrary(string text, string path)
    {
        if (!_libraries.TryGetValue(path, out var present))
        {
            SourceLibrary.Add(text, path, references);
            _libraries[path] = text;
        }
        else if (text != present)
        {
            Console.Error.WriteLine($"{path} has changed since it was imported; restart the kernel to use the new one");
        }
    }

    private (CSharpCompilation Compilation, MemoryStream? Image, MemoryStream? Symbols) Emit(SyntaxTree tree, SourceText written)
    {
        var polling = LoopPolling.Rewrite(tree);
        var watched = LambdaPolling.Rewrite(polling);
        var emitted = EmitWithReferences(watched);
        if (!ReferenceEquals(watched, polling) && (emitted.Errors.Count > 0 || emitted.Image is { } image && NamesExpressionTrees(image)))
        {
            emitted = EmitWithReferences(polling);
        }

        if (emitted.Errors.Count > 0)
        {
            // The polls shift columns: ask again about the text as it was written.
            var errors = ReferenceEquals(tree, polling) ? emitted.Errors : Errors(Compilation(tree).GetDiagnostics());
            throw CompileErrors.From(errors.Count > 0 ? errors : emitted.Errors, written);
        }

        return (emitted.Compilation, emitted.Image, emitted.Symbols);
    }

    private (CSharpCompilation Compilation, List<Diagnostic> Errors, MemoryStream? Image, MemoryStream? Symbols) EmitWithReferences(SyntaxTree tree)
    {
        var emitted = TryEmit(tree);
        if (emitted.Errors.Count == 0 || references.HasAll || !emitted.Errors.Any(error => MissingReference.Contains(error.Id)))
        {
            return emitted;
        }

        references.UseAll();
        var again = TryEmit(tree);
        if (again.Errors.Count == 0)
        {
            return again;
        }

        references.UseCommon();
        return emitted;
    }

    // A provider that reads a tree, of a database for one, would not know the call of a poll.
    private static bool NamesExpressionTrees(MemoryStream image)
    {
        using var file = new PEReader(image, PEStreamOptions.LeaveOpen);
        var metadata = file.GetMetadataReader();
        var found = metadata.TypeReferences.Any(type => metadata.StringComparer.Equals(metadata.GetTypeReference(type).Namespace, "System.Linq.Expressions"));
        image.Position = 0;
        return found;
    }

    private (CSharpCompilation Compilation, List<Diagnostic> Errors, MemoryStream? Image, MemoryStream? Symbols) TryEmit(SyntaxTree tree)
    {
        var compilation = Compilation(tree);
        var image = new MemoryStream();
        var symbols = new MemoryStream();
        var result = compilation.Emit(image, symbols, options: EmitOptions);
        var errors = Errors(result.Diagnostics);
        image.Position = symbols.Position = 0;

        // A cell of comments or using lines emits nothing, which the compiler reports as failure without an error.
        return result.Success ? (compilation, errors, image, symbols) : (compilation, errors, null, null);
    }

    private static List<Diagnostic> Errors(IEnumerable<Diagnostic> diagnostics) =>
        [.. diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];

    private CSharpCompilationOptions Options() =>
        new(
            OutputKind.DynamicallyLinkedLibrary,
            usings: OpenNamespaces,
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true,
            concurrentBuild: false,
            nullableContextOptions: NullableContextOptions.Annotations,
            metadataReferenceResolver: references);
}
