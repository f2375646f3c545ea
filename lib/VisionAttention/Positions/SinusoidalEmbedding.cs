using static TorchSharp.torch;

namespace VisionAttention.Positions;

/// <summary>Fixed sine and cosine position tables.</summary>
/// <remarks>Vaswani et al. 2017, section 3.5: angle = position / temperature^(i / (D / 2)) for frequency i of D / 2.</remarks>
public static class SinusoidalEmbedding
{
    /// <summary>A table for positions on a line: the sines of all frequencies, then the cosines.</summary>
    /// <param name="length">Number of positions N.</param>
    /// <param name="embedDim">Width D of an entry; even.</param>
    /// <param name="temperature">Longest wavelength divided by 2π, in positions.</param>
    /// <returns>float64 [N, D]</returns>
    public static Tensor OneDimensional(long length, long embedDim, double temperature = 10000)
    {
        if (embedDim < 2 || embedDim % 2 != 0)
            throw new ArgumentException($"embedDim {embedDim} is not an even number above 0: each frequency has a sine and a cosine");
        if (length < 1)
            throw new ArgumentException($"length {length} is not above 0");
        using var scope = NewDisposeScope();
        var frequencies = arange(embedDim / 2, dtype: float64) * (-Math.Log(temperature) / (embedDim / 2));
        var angles = arange(length, dtype: float64).unsqueeze(1) * frequencies.exp().unsqueeze(0);  // [N, D / 2]
        return cat([angles.sin(), angles.cos()], dim: 1).MoveToOuterDisposeScope();                 // [N, D]
    }

    /// <summary>A table for pixels: the first half of the channels encodes the row, the second half the column.</summary>
    /// <param name="channels">Width C of an entry; a multiple of 4.</param>
    /// <param name="height">Rows H.</param>
    /// <param name="width">Columns W.</param>
    /// <param name="temperature">Longest wavelength divided by 2π, in positions.</param>
    /// <returns>float64 [C, H, W]</returns>
    public static Tensor TwoDimensional(long channels, long height, long width, double temperature = 10000)
    {
        if (channels < 4 || channels % 4 != 0)
            throw new ArgumentException($"channels {channels} is not a multiple of 4: rows and columns have sines and cosines each");
        using var scope = NewDisposeScope();
        var rows = OneDimensional(height, channels / 2, temperature).t();                           // [C / 2, H]
        var columns = OneDimensional(width, channels / 2, temperature).t();                         // [C / 2, W]
        var table = cat([rows.unsqueeze(2).expand(-1, -1, width), columns.unsqueeze(1).expand(-1, height, -1)], dim: 0);
        return table.MoveToOuterDisposeScope();                                                     // [C, H, W]
    }
}
