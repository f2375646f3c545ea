namespace FusedAttention.Cpu;

/// <summary>What <see cref="DotKernel{TLanes, TVector, TGap}"/> works on: two query rows' worth of one vector of pixels, with some key rows.</summary>
internal unsafe struct DotRow
{
    /// <summary>Query of the first row, channel 0.</summary>
    public float* Query;

    /// <summary>Floats from one channel to the next.</summary>
    public nint QueryChannel;

    /// <summary>Floats from the first query row to the second.</summary>
    public nint QueryRow;

    /// <summary>Key as shift 0 sees it, channel 0; shift s lies s gaps to the right.</summary>
    public float* Key;

    /// <summary>Floats from one channel to the next.</summary>
    public nint KeyChannel;

    /// <summary>Key rows, one below the other.</summary>
    public int KeyRows;

    /// <summary>Floats from one key row to the next.</summary>
    public nint KeyRow;

    /// <summary>Channels to sum over; 0 where the key row lies outside the image or is not there.</summary>
    public int Channels;

    /// <summary>What the sums of both rows start with, one vector a shift; null for 0.</summary>
    public float* Start;

    /// <summary>Floats from the first row's start to the second's.</summary>
    public nint StartRow;

    /// <summary>One vector for each key row, to add to every shift of the first query row, and of the second; null for 0.</summary>
    public float* Offset0;

    /// <inheritdoc cref="Offset0"/>
    public float* Offset1;

    /// <summary>Where the sums of the first query row go, one vector a shift.</summary>
    public float* Sum;

    /// <summary>Floats from one key row's sums to the next one's.</summary>
    public nint SumKeyRow;

    /// <summary>Floats from the first row's sums to the second's.</summary>
    public nint SumRow;

    /// <summary>Two vectors, the largest sums so far; null where nobody asks.</summary>
    public float* Largest;
}
