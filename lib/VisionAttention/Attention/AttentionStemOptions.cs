namespace VisionAttention.Attention;

/// <summary>The settings of an <see cref="AttentionStem"/>. Block and heads are the paper's; it prints neither mixtures nor embeddingDim.</summary>
public sealed record AttentionStemOptions
{
    /// <summary>Side of the blocks inside which pixels attend to each other, in pixels.</summary>
    public int Block { get; init; } = 4;

    /// <summary>Number of heads.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Where the values come from.</summary>
    public StemValues Values { get; init; } = StemValues.SpatiallyAware;

    /// <summary>Number m of value matrices that are mixed; only <see cref="StemValues.SpatiallyAware"/> uses it.</summary>
    public int Mixtures { get; init; } = 4;

    /// <summary>Width of the row, column and mixture embeddings that make the mixing weights; only <see cref="StemValues.SpatiallyAware"/> uses it.</summary>
    public int EmbeddingDim { get; init; } = 16;
}
