namespace FusedAttention.Cpu;

/// <summary>What <see cref="GatherKernel{TLanes, TVector, TGap}"/> works on; distances are in floats.</summary>
internal unsafe struct GatherRow
{
    /// <summary>Weights of the first query row at the first key row, shift 0.</summary>
    public float* Weight;

    /// <summary>From the first query row's weights to the second's.</summary>
    public nint WeightRow;

    /// <summary>From one key row to the next.</summary>
    public nint WeightKeyRow;

    /// <summary>From one shift to the next, as a key sees it: a gap less than the distance of their rows.</summary>
    public nint WeightShift;

    /// <summary>What the first query row gives, channel 0, as shift 0 sees it; the next shift lies a gap to the left.</summary>
    public float* Given;

    /// <summary>From one channel to the next.</summary>
    public nint GivenChannel;

    /// <summary>From the first query row to the second.</summary>
    public nint GivenRow;

    /// <summary>Columns of the window.</summary>
    public int Shifts;

    /// <summary>Where the first key row's result is, channel 0.</summary>
    public float* Result;

    /// <summary>From one key row to the next.</summary>
    public nint ResultKeyRow;

    /// <summary>From one channel to the next.</summary>
    public nint ResultChannel;
}
