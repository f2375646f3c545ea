using Microsoft.DotNet.Interactive;
using VisionAttention.Kernel.Display;

namespace System;

/// <summary>Display as a method of every value.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows the value below the cell.</summary>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) => Microsoft.DotNet.Interactive.Kernel.display(value, mimeTypes);

    /// <summary>Shows a text as what its MIME type says.</summary>
    public static DisplayedValue DisplayAs(this string? value, string mimeType) =>
        Microsoft.DotNet.Interactive.Kernel.display(new MimeText(mimeType, value ?? ""));

    /// <summary>Shows a sequence as a table.</summary>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T> rows) => Microsoft.DotNet.Interactive.Kernel.display(rows, MimeTypes.Html);
}
