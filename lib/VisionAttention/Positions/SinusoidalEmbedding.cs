using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Positions;

/// <summary>Fixed sine and cosine position tables.</summary>
/// <remarks>
/// Vaswani et al. 2017, section 3.5: angle = position / temperature^(i / (D / 2)) for frequency i of D / 2. A grid gives half of the
/// channels to the row and half to the column. Published code orders the channels in several ways; each has a name here.
/// </remarks>
public static class SinusoidalEmbedding
{
    // 2³¹ numbers of 8 bytes are 16 GiB: whoever asks for more has mistaken a size.
    private const long LargestTable = 1L << 31;

    /// <summary>A table for positions on a line: the sines of all frequencies, then the cosines.</summary>
    /// <param name="length">Number of positions N.</param>
    /// <param name="embedDim">Width D of an entry; even.</param>
    /// <param name="temperature">Longest wavelength divided by 2π, in positions.</param>
    /// <returns>float64 [N, D]</returns>
    /// <exception cref="ArgumentException">A size that makes no table, or a temperature that is not above 0.</exception>
    public static Tensor OneDimensional(long length, long embedDim, double temperature = 10000)
    {
        Check(length, nameof(length), embedDim, temperature);
        using var scope = NewDisposeScope();
        var angles = Angles(length, embedDim / 2, embedDim / 2, temperature);                       // [N, D / 2]
        return cat([angles.sin(), angles.cos()], dim: 1).MoveToOuterDisposeScope();                 // [N, D]
    }

    /// <summary>A table for positions on a line, by the name of its convention.</summary>
    /// <param name="length">Number of positions N.</param>
    /// <param name="embedDim">Width D of an entry; even.</param>
    /// <param name="convention">Order of sines and cosines.</param>
    /// <param name="temperature">Longest wavelength divided by 2π, in positions.</param>
    /// <returns>float64 [N, D]</returns>
    /// <exception cref="ArgumentException">A size that makes no table, or a temperature that is not above 0.</exception>
    public static Tensor LineTable(long length, long embedDim, LineTableConvention convention, double temperature = 10000)
    {
        using var scope = NewDisposeScope();
        switch (convention)
        {
            case LineTableConvention.Halves:
                return OneDimensional(length, embedDim, temperature).MoveToOuterDisposeScope();
            case LineTableConvention.Interleaved:
                return OneDimensional(length, embedDim, temperature)
                    .reshape(length, 2, embedDim / 2)                                               // [N, 2, D / 2]
                    .transpose(1, 2)                                                                // [N, D / 2, 2]
                    .reshape(length, embedDim).MoveToOuterDisposeScope();                           // [N, D]
            default:
                throw new ArgumentException($"convention {convention} is not one of {string.Join(", ", Enum.GetNames<LineTableConvention>())}");
        }
    }

    /// <summary>A table for pixels: the first half of the channels encodes the row, the second half the column.</summary>
    /// <param name="channels">Width C of an entry; a multiple of 4.</param>
    /// <param name="height">Rows H.</param>
    /// <param name="width">Columns W.</param>
    /// <param name="temperature">Longest wavelength divided by 2π, in positions.</param>
    /// <returns>float64 [C, H, W]</returns>
    /// <exception cref="ArgumentException">A size that makes no table, or a temperature that is not above 0.</exception>
    public static Tensor TwoDimensional(long channels, long height, long width, double temperature = 10000)
    {
        if (channels < 4 || channels % 4 != 0)
            throw new ArgumentException($"channels {channels} is not a multiple of 4: rows and columns have sines and cosines each");
        Check(height, nameof(height), channels, temperature);
        Check(width, nameof(width), channels * height, temperature);
        using var scope = NewDisposeScope();
        var rows = OneDimensional(height, channels / 2, temperature).t();                           // [C / 2, H]
        var columns = OneDimensional(width, channels / 2, temperature).t();                         // [C / 2, W]
        var table = cat([rows.unsqueeze(2).expand(-1, -1, width), columns.unsqueeze(1).expand(-1, height, -1)], dim: 0);
        return table.MoveToOuterDisposeScope();                                                     // [C, H, W]
    }

    /// <summary>A table for the tokens of a grid, row by row, by the name of its convention.</summary>
    /// <param name="grid">Rows and columns of the grid.</param>
    /// <param name="embedDim">Width D of an entry; a multiple of 4, and at least 8 under <see cref="GridTableConvention.Lucidrains"/>.</param>
    /// <param name="convention">Order of rows and columns, sines and cosines; spacing of the frequencies.</param>
    /// <param name="prefixTokens">Entries of zeros in front of the grid: 1 for a class token, as MAE has it.</param>
    /// <param name="temperature">Longest wavelength divided by 2π, in positions.</param>
    /// <returns>float64 [prefixTokens + rows · columns, D]</returns>
    /// <exception cref="ArgumentException">A size that makes no table, or a temperature that is not above 0.</exception>
    public static Tensor GridTable(GridSize grid, long embedDim, GridTableConvention convention, long prefixTokens = 0, double temperature = 10000)
    {
        CheckGrid(grid, embedDim, convention, prefixTokens, temperature);
        using var scope = NewDisposeScope();
        var frequencies = embedDim / 4;
        var divisor = convention == GridTableConvention.Lucidrains ? frequencies - 1 : frequencies;
        var rows = Angles(grid.Rows, frequencies, divisor, temperature)                             // [rows, D / 4]
            .unsqueeze(1).expand(-1, grid.Columns, -1);                                             // [rows, columns, D / 4]
        var columns = Angles(grid.Columns, frequencies, divisor, temperature)                       // [columns, D / 4]
            .unsqueeze(0).expand(grid.Rows, -1, -1);                                                // [rows, columns, D / 4]
        Tensor[] parts = convention switch
        {
            GridTableConvention.RowThenColumn or GridTableConvention.TimmInterleaved => [rows.sin(), rows.cos(), columns.sin(), columns.cos()],
            GridTableConvention.Timm => [rows.sin(), columns.sin(), rows.cos(), columns.cos()],
            _ => [columns.sin(), columns.cos(), rows.sin(), rows.cos()],
        };
        var tokens = cat(parts, dim: 2).flatten(0, 1);                                              // [rows · columns, D]
        return cat([zeros(prefixTokens, embedDim, dtype: float64, device: CPU), tokens], dim: 0).MoveToOuterDisposeScope();
    }

    // Angle p / temperature^(i / divisor) of position p at frequency i: [length, frequencies].
    private static Tensor Angles(long length, long frequencies, long divisor, double temperature)
    {
        var speeds = (arange(frequencies, dtype: float64, device: CPU) * (-Math.Log(temperature) / divisor)).exp();
        return arange(length, dtype: float64, device: CPU).unsqueeze(1) * speeds.unsqueeze(0);
    }

    private static void CheckGrid(GridSize grid, long embedDim, GridTableConvention convention, long prefixTokens, double temperature)
    {
        Require.Known(convention, "convention");
        if (embedDim < 4 || embedDim % 4 != 0)
            throw new ArgumentException($"embedDim {embedDim} is not a multiple of 4: rows and columns have sines and cosines each");
        if (convention == GridTableConvention.Lucidrains && embedDim < 8)
            throw new ArgumentException($"embedDim {embedDim} is below 8: this convention divides by the number of frequencies − 1");
        grid.Check(nameof(grid));
        if (prefixTokens is < 0 or > LargestTable)
            throw new ArgumentException($"prefixTokens {prefixTokens} is not between 0 and {LargestTable}");
        Check(prefixTokens + grid.Count, "prefixTokens + grid", embedDim, temperature);
    }

    private static void Check(long length, string name, long embedDim, double temperature)
    {
        if (embedDim < 2 || embedDim % 2 != 0)
            throw new ArgumentException($"embedDim {embedDim} is not an even number above 0: each frequency has a sine and a cosine");
        if (length < 1)
            throw new ArgumentException($"{name} {length} is not above 0");
        if (length > LargestTable / embedDim)
            throw new ArgumentException($"{name} {length} is too much: a table of {length} × {embedDim} has more than {LargestTable} numbers");
        if (!double.IsFinite(temperature) || temperature <= 0)
            throw new ArgumentException($"temperature {temperature} is not above 0");
    }
}

/// <summary>In which order a sinusoidal table for a grid lists rows and columns, sines and cosines, and how its frequencies are spaced.</summary>
/// <remarks>
/// Each of the four parts has F = D / 4 channels, one a frequency: the angle of frequency i is row / temperature^e or column / temperature^e.
/// The exponent e is i / F, but i / (F − 1) under <see cref="Lucidrains"/>. A checkpoint trained with one convention fails silently with
/// another: every table has the same shape and the same kind of numbers.
/// </remarks>
public enum GridTableConvention
{
    /// <summary>[sin row | cos row | sin column | cos column], e = i / F. The library's own; local attention adds it to pixels as [C, H, W].</summary>
    RowThenColumn,

    /// <summary>[sin column | cos column | sin row | cos row], e = i / F. MAE (He et al. 2022), whose code calls the first half the row.</summary>
    Mae,

    /// <summary>[sin row | sin column | cos row | cos column], e = i / F. timm's <c>build_sincos2d_pos_embed</c> as it comes.</summary>
    Timm,

    /// <summary>[sin row | cos row | sin column | cos column], e = i / F. timm with <c>interleave_sin_cos</c>: the numbers of <see cref="RowThenColumn"/>.</summary>
    TimmInterleaved,

    /// <summary>[sin column | cos column | sin row | cos row], e = i / (F − 1). SimpleViT of lucidrains' vit-pytorch, and Google's big_vision.</summary>
    Lucidrains,
}

/// <summary>In which order a sinusoidal table for a line lists its sines and cosines.</summary>
/// <remarks>The numbers are the same: with F = D / 2 frequencies, frequency i has the angle position / temperature^(i / F).</remarks>
public enum LineTableConvention
{
    /// <summary>[sin 0 … sin F−1 | cos 0 … cos F−1]: all sines, then all cosines. Tensor2Tensor, and each half of MAE's table.</summary>
    Halves,

    /// <summary>[sin 0, cos 0, sin 1, cos 1, …]: sine and cosine of a frequency side by side. Vaswani et al. 2017, section 3.5.</summary>
    Interleaved,
}
