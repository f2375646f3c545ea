using System.Globalization;
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
