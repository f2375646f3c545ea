namespace FusedAttention.Cpu;

/// <summary>What <see cref="OuterKernel{TLanes, TVector}"/> works on; distances are in floats.</summary>
internal unsafe struct OuterRow
{
    /// <summary>Rows of pixels to sum over.</summary>
    public int Rows;

    /// <summary>Lanes of a row.</summary>
    public int Lanes;

    /// <summary>The left map, channel 0 of the first row.</summary>
    public float* Left;

    /// <summary>From one channel to the next.</summary>
    public nint LeftChannel;

    /// <summary>From one row to the next.</summary>
    public nint LeftRow;

    /// <summary>The right map.</summary>
    public float* Right;

    /// <inheritdoc cref="LeftChannel"/>
    public nint RightChannel;

    /// <inheritdoc cref="LeftRow"/>
    public nint RightRow;

    /// <summary>Where the sums go: [left channel][right channel].</summary>
    public float* Result;

    /// <summary>From one left channel's sums to the next one's.</summary>
    public nint ResultRow;
}
