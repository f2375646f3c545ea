namespace VisionAttention.Positions;

/// <summary>In which order a sinusoidal table for a line lists its sines and cosines.</summary>
/// <remarks>The numbers are the same: with F = D / 2 frequencies, frequency i has the angle position / temperature^(i / F).</remarks>
public enum LineTableConvention
{
    /// <summary>[sin 0 … sin F−1 | cos 0 … cos F−1]: all sines, then all cosines. Tensor2Tensor, and each half of MAE's table.</summary>
    Halves,

    /// <summary>[sin 0, cos 0, sin 1, cos 1, …]: sine and cosine of a frequency side by side. Vaswani et al. 2017, section 3.5.</summary>
    Interleaved,
}
