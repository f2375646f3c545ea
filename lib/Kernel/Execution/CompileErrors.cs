using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace VisionAttention.Kernel.Execution;

/// <summary>Compile errors as a reader wants them: place, sentence, the line, and a mark under the spot.</summary>
internal static class CompileErrors
{
    private const int Shown = 10;

    /// <param name="found">The compiler's errors.</param>
    /// <param name="source">The cell as it was written; what was compiled may differ from it in a word, never in a place.</param>
    internal static CellFailedException From(IReadOnlyList<Diagnostic> found, SourceText source)
    {
        List<Diagnostic> errors = [.. found.OrderBy(static error => error.Location.SourceSpan.Start)];
        var lines = new List<string>();
        foreach (var error in errors.Take(Shown))
        {
            var message = error.GetMessage(CultureInfo.InvariantCulture);
            if (!error.Location.IsInSource)
            {
                lines.Add($"error {error.Id}: {message}");
                continue;
            }

            var span = error.Location.GetLineSpan();
            var (line, column) = (span.StartLinePosition.Line, span.StartLinePosition.Character);
            lines.Add($"{span.Path}, line {line + 1}, column {column + 1}: error {error.Id}: {message}");
            var text = source.Lines[line].ToString();
            var length = span.EndLinePosition.Line == line ? Math.Max(1, span.EndLinePosition.Character - column) : 1;
            lines.Add("    " + text.Replace('\t', ' '));
            lines.Add("    " + new string(' ', column) + new string('^', length));
        }

        if (errors.Count > Shown)
        {
            lines.Add($"... and {errors.Count - Shown} more errors");
        }

        lines.AddRange(errors.Select(CompileHints.For).OfType<string>().Distinct().Select(static hint => "hint: " + hint));
        var first = errors[0];
        var start = first.Location.GetLineSpan().StartLinePosition;
        var summary = $"({start.Line + 1},{start.Character + 1}): error {first.Id}: {first.GetMessage(CultureInfo.InvariantCulture)}";
        return new CellFailedException("CompilationError", summary, lines);
    }
}

/// <summary>What to write instead, where a notebook differs from a program and the compiler's own sentence does not say so.</summary>
internal static partial class CompileHints
{
    private const string PocketView = "open the namespace of HTML tags first: using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;";
    private const string Commands = "of .NET Interactive's commands this kernel has SendAsync with SubmitCode; of its types those that notebooks and extensions use most";

    internal static string? For(Diagnostic error)
    {
        var message = error.GetMessage(CultureInfo.InvariantCulture);
        return error.Id switch
        {
            "CS7021" => "leave the namespace line out; all cells are in one",
            "CS1529" => "using lines stand first in a cell; a cell of their own serves too",
            "CS8345" when error.Location.SourceTree is not null => "a span cannot be kept for later cells; use it inside a method or a block { ... }",
            "CS1106" or "CS1109" or "CS9283" => "write the method outside of any class: static int Twice(this int x) => 2 * x;",
            "CS0103" or "CS0234" or "CS0246" when message.Contains("PocketView", StringComparison.Ordinal) || Tag().IsMatch(message) => PocketView,
            "CS0103" when message.Contains("'Formatter'", StringComparison.Ordinal) => "open its namespace first: using Microsoft.DotNet.Interactive.Formatting;",
            "CS0103" when message.Contains("'Kernel'", StringComparison.Ordinal) || message.Contains("'KernelInvocationContext'", StringComparison.Ordinal) =>
                "open its namespace first: using Microsoft.DotNet.Interactive;",
            "CS0117" when message.Contains("'Kernel'", StringComparison.Ordinal) => Commands,
            "CS0246" when message.Contains("'SubmitCode'", StringComparison.Ordinal) => "open its namespace first: using Microsoft.DotNet.Interactive.Commands;",
            "CS0234" when message.Contains("'Microsoft.DotNet.Interactive", StringComparison.Ordinal) => Commands,
            _ when UsingDeclaration().IsMatch(LineOf(error)) => "a cell has no end at which a using declaration would dispose; write using (var s = ...) { ... }",
            _ => null,
        };
    }

    private static string LineOf(Diagnostic error) =>
        error.Location.SourceTree?.GetText() is { } text ? text.Lines.GetLineFromPosition(error.Location.SourceSpan.Start).ToString() : "";

    [GeneratedRegex(@"'(div|span|img|table|thead|tbody|tr|td|th|ul|ol|li|h[1-6])'")]
    private static partial Regex Tag();

    [GeneratedRegex(@"^\s*(await\s+)?using\s+[\w.<>\[\],?]+\s+\w+\s*=[^=]")]
    private static partial Regex UsingDeclaration();
}

/// <summary>A cell that cannot run: it does not compile, or a directive cannot be followed.</summary>
internal sealed class CellFailedException(string name, string message, IReadOnlyList<string> lines) : Exception(message)
{
    internal string Name { get; } = name;

    /// <summary>What the reader sees, one entry a line.</summary>
    internal IReadOnlyList<string> Lines { get; } = lines;

    internal static CellFailedException Directive(string place, string message) =>
        new("DirectiveError", message, [$"{place}: {message}"]);
}
