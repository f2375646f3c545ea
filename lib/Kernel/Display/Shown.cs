namespace VisionAttention.Kernel.Display;

/// <summary>A value as it was read for display: once, within limits, and with nothing left that can throw or run on.</summary>
internal abstract record Shown;

/// <summary>A value that is one text.</summary>
/// <param name="Text">The text.</param>
/// <param name="Html">What HTML shows instead, such as a picture.</param>
/// <param name="IsNull">True when there is no value.</param>
internal sealed record ShownText(string Text, string? Html = null, bool IsNull = false) : Shown;

/// <summary>A sequence.</summary>
/// <param name="TypeName">The name of its type as C# writes it.</param>
/// <param name="Items">The first items.</param>
/// <param name="More">How many are left out; -1 when nobody knows.</param>
internal sealed record ShownItems(string TypeName, IReadOnlyList<Shown> Items, long More) : Shown;

/// <summary>A dictionary, a tuple or an object: names with values.</summary>
internal sealed record ShownPairs(ShownKind Kind, string TypeName, IReadOnlyList<(Shown Name, Shown Value)> Pairs, long More = 0) : Shown;

/// <summary>What has names with values.</summary>
internal enum ShownKind
{
    /// <summary>Names are properties and fields.</summary>
    Object,

    /// <summary>Names are keys.</summary>
    Dictionary,

    /// <summary>Names are places.</summary>
    Tuple,
}
