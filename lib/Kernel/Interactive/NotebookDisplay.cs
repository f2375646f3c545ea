using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace System;

/// <summary>Display as a method of every value.</summary>
/// <remarks>
/// Microsoft.DotNet.Interactive.Formatting has a method of this name, which formats the value in a way of its own. Both are in reach of a cell;
/// the compiler prefers the one whose <c>params</c> is a span.
/// </remarks>
public static class NotebookDisplay
{
    /// <summary>Shows the value below the cell.</summary>
    /// <param name="value">What to show.</param>
    /// <param name="mimeTypes">In which MIME types; all the value has when none is given.</param>
    public static DisplayedValue Display(this object? value, params ReadOnlySpan<string> mimeTypes) => Displays.Show(value, mimeTypes.ToArray());

    /// <summary>Shows a sequence as a table.</summary>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T> rows, params ReadOnlySpan<string> mimeTypes) =>
        Displays.Show(rows, mimeTypes.IsEmpty ? ["text/html"] : mimeTypes.ToArray());
}
