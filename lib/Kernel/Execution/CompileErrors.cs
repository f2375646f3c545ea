using System.Globalization;
using Microsoft.CodeAnalysis;

namespace VisionAttention.Kernel.Execution;

/// <summary>Compile errors as a reader wants them: place, sentence, the line, and a mark under the spot.</summary>
internal static class CompileErrors
{
    private const int Shown = 10;

    internal static CellFailedException From(IReadOnlyList<Diagnostic> errors)
    {
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
            var text = error.Location.SourceTree!.GetText().Lines[line].ToString();
            var length = span.EndLinePosition.Line == line ? Math.Max(1, span.EndLinePosition.Character - column) : 1;
            lines.Add("    " + text.Replace('\t', ' '));
            lines.Add("    " + new string(' ', column) + new string('^', length));
        }

        if (errors.Count > Shown)
        {
            lines.Add($"... and {errors.Count - Shown} more errors");
        }

        var first = errors[0];
        var start = first.Location.GetLineSpan().StartLinePosition;
        var summary = $"({start.Line + 1},{start.Character + 1}): error {first.Id}: {first.GetMessage(CultureInfo.InvariantCulture)}";
        return new CellFailedException("CompilationError", summary, lines);
    }
}
