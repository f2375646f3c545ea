using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace VisionAttention.Kernel.Execution;

/// <summary>A file of a program, with its namespaces, made into a library for cells; a cell itself can hold no namespace.</summary>
internal static class SourceLibrary
{
    private const string UsualNamespaces = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Threading; global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest);
    private static int s_count;

    /// <summary>True when the text declares a namespace, so that it is a program's file and no script.</summary>
    internal static bool IsOne(string text) =>
        text.Contains("namespace", StringComparison.Ordinal)
        && CSharpSyntaxTree.ParseText(text, ParseOptions).GetCompilationUnitRoot().Members.Any(static member => member is BaseNamespaceDeclarationSyntax);

    /// <summary>Compiles a file and references it.</summary>
    /// <exception cref="CellFailedException">It does not compile.</exception>
    internal static void Add(string text, string path, References references)
    {
        var source = SourceText.From(text, Encoding.UTF8);
        var written = CSharpSyntaxTree.ParseText(source, ParseOptions, path);
        var name = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(path)}-imported-{Interlocked.Increment(ref s_count)}");
        var image = new MemoryStream();
        var symbols = new MemoryStream();
        SyntaxTree[] trees = [LoopPolling.Rewrite(written), CSharpSyntaxTree.ParseText(UsualNamespaces, ParseOptions)];

        // A program's file may use any part of the framework.
        references.UseAll();
        var compilation = CSharpCompilation.Create(name, trees, references.Current, new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true,
            nullableContextOptions: NullableContextOptions.Annotations));
        var result = compilation.Emit(image, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        if (!result.Success)
        {
            throw CompileErrors.From([.. result.Diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)], source);
        }

        references.AddImage(path, name, image.ToArray(), symbols.ToArray());
    }
}
