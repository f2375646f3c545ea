using Microsoft.CodeAnalysis;

namespace VisionAttention.Kernel.Editing;

/// <summary>Something that can stand at the cursor.</summary>
/// <param name="Text">What is inserted.</param>
/// <param name="Kind">What it is: class, method, keyword, ...</param>
/// <param name="Rank">How near it is: smaller stands further up.</param>
internal sealed record Candidate(string Text, string Kind, int Rank)
{
    /// <summary>The symbol behind it, for its signature and documentation.</summary>
    internal ISymbol? Symbol { get; init; }

    /// <summary>How many more of the same name there are.</summary>
    internal int Overloads { get; init; }

    /// <summary>A sentence for what is no symbol.</summary>
    internal string? Words { get; init; }
}
