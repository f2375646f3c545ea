namespace FusedAttention.Cpu;

/// <summary>Query, value and, where there is one, key as products of the input with weights, computed where they are needed.</summary>
internal sealed record Projection
{
    /// <summary>Channels of the input.</summary>
    public required int InChannels { get; init; }

    /// <summary>Channels of the query, and of each of the others.</summary>
    public required int Channels { get; init; }

    /// <summary>3 with a key, 2 without.</summary>
    public required int Parts { get; init; }

    /// <summary>The input.</summary>
    public required MapView Input { get; init; }

    /// <summary>[query, value, key][Channels][InChannels]; those of the query carry its factor.</summary>
    public required nint Weights { get; init; }

    /// <summary>The same, but with the factors that the gradients of query, value and key lack.</summary>
    public nint BackWeights { get; init; }

    /// <summary>Gradient of the input.</summary>
    public MapView InputGradient { get; init; }

    /// <summary>Each group's own gradient of the weights, [group][query, value, key][Channels][InChannels].</summary>
    public nint WeightGradients { get; init; }

    /// <summary>Floats from one part's weights to the next part's.</summary>
    public nint PartFloats => (nint)Channels * InChannels;
}
