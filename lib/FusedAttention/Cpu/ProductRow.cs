namespace FusedAttention.Cpu;

/// <summary>What <see cref="ProductKernel{TLanes, TVector}"/> works on; distances are in floats.</summary>
internal unsafe struct ProductRow
{
    /// <summary>Weight of the first result and the first channel of the first part.</summary>
    public float* Weight;

    /// <summary>From one result's weights to the next one's.</summary>
    public nint WeightResult;

    /// <summary>From one channel's weight to the next one's.</summary>
    public nint WeightChannel;

    /// <summary>From one part's weights to the next one's.</summary>
    public nint WeightPart;

    /// <summary>The first row of the input, channel 0 of the first part.</summary>
    public float* Input;

    /// <summary>From one channel of the input to the next.</summary>
    public nint InputChannel;

    /// <summary>From the first row to the second.</summary>
    public nint InputRow;

    /// <summary>From one part of the input to the next.</summary>
    public nint InputPart;

    /// <summary>Channels of a part.</summary>
    public int Channels;

    /// <summary>Parts that are summed over, with their channels.</summary>
    public int Parts;

    /// <summary>Where the first row of the first result goes.</summary>
    public float* Result;

    /// <summary>From one result to the next.</summary>
    public nint ResultChannel;

    /// <summary>From the first row to the second.</summary>
    public nint ResultRow;

    /// <summary>Whether the sums start with what is in the result already.</summary>
    public bool Continues;
}
