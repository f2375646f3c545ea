namespace FusedAttention.Cpu;

/// <summary>What <see cref="WeightedSumKernel{TLanes, TVector, TGap}"/> works on; distances are in floats.</summary>
internal unsafe struct WeightedRow
{
    /// <summary>Weights of the first query row, [row][shift] vectors.</summary>
    public float* Weight;

    /// <summary>From one vector of weights to the next.</summary>
    public nint WeightShift;

    /// <summary>From the first query row's weights to the second's.</summary>
    public nint WeightRow;

    /// <summary>Value as shift 0 sees it, channel 0, first row of the window.</summary>
    public float* Value;

    /// <summary>From one channel of the value to the next.</summary>
    public nint ValueChannel;

    /// <summary>From one row of the value to the next.</summary>
    public nint ValueRow;

    /// <summary>Rows of the window to sum over.</summary>
    public int Rows;

    /// <summary>Columns of the window.</summary>
    public int Shifts;

    /// <summary>Where the result of the first query row goes, channel 0.</summary>
    public float* Result;

    /// <summary>From one channel of the result to the next.</summary>
    public nint ResultChannel;

    /// <summary>From the first query row's result to the second's.</summary>
    public nint ResultRow;

    /// <summary>Whether the sum starts with what is in the result already.</summary>
    public bool Continues;

    /// <summary>Two vectors, a factor for each query row; null for 1.</summary>
    public float* Factor;
}
