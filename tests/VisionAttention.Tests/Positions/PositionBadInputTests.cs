using VisionAttention.Positions;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Positions;

public class PositionBadInputTests
{
    private const ResizeConvention Cubic = ResizeConvention.Bicubic;

    private static readonly GridSize Grid = new(2, 3);

    public static TheoryData<string, Func<object>> Cases => new()
    {
        { "embedDim 5 is not an even number", () => SinusoidalEmbedding.OneDimensional(4, 5) },
        { "length 0 is not above 0", () => SinusoidalEmbedding.OneDimensional(0, 4) },
        { "length -3 is not above 0", () => SinusoidalEmbedding.LineTable(-3, 4, LineTableConvention.Interleaved) },
        { "length 9000000000000 is too much: a table of 9000000000000 × 4", () => SinusoidalEmbedding.OneDimensional(9_000_000_000_000, 4) },
        { "temperature 0 is not above 0", () => SinusoidalEmbedding.OneDimensional(4, 4, temperature: 0) },
        { "temperature NaN is not above 0", () => SinusoidalEmbedding.LineTable(4, 4, LineTableConvention.Halves, double.NaN) },
        { "convention 9 is not one of Halves, Interleaved", () => SinusoidalEmbedding.LineTable(4, 4, (LineTableConvention)9) },
        { "channels 6 is not a multiple of 4", () => SinusoidalEmbedding.TwoDimensional(6, 2, 3) },
        { "height 0 is not above 0", () => SinusoidalEmbedding.TwoDimensional(8, 0, 3) },
        { "width -1 is not above 0", () => SinusoidalEmbedding.TwoDimensional(8, 2, -1) },
        { "width 100000 is too much", () => SinusoidalEmbedding.TwoDimensional(8, 100_000, 100_000) },
        { "embedDim 10 is not a multiple of 4", () => SinusoidalEmbedding.GridTable(Grid, 10, GridTableConvention.Mae) },
        { "embedDim 4 is below 8", () => SinusoidalEmbedding.GridTable(Grid, 4, GridTableConvention.Lucidrains) },
        { "grid 0×3 has a side that is not between 1 and 4096", () => SinusoidalEmbedding.GridTable(new(0, 3), 8, GridTableConvention.Timm) },
        { "prefixTokens -1 is not between 0", () => SinusoidalEmbedding.GridTable(Grid, 8, GridTableConvention.Mae, prefixTokens: -1) },
        { "prefixTokens + grid 16777216 is too much", () => SinusoidalEmbedding.GridTable(new(4096, 4096), 1024, GridTableConvention.Mae) },
        { "convention 7 is not one of RowThenColumn, Mae", () => SinusoidalEmbedding.GridTable(Grid, 8, (GridTableConvention)7) },

        { "oldSize 0 is not between 1 and 4096", () => ResizeMatrix.Of(0, 3, Cubic) },
        { "newSize 5000 is not between 1 and 4096", () => ResizeMatrix.Of(3, 5000, Cubic) },
        { "convention 6 is not one of Bicubic, BicubicAntialias", () => ResizeMatrix.Of(3, 3, (ResizeConvention)6) },
        { "table is [7, 4], expected [1, prefixTokens + rows · columns, D]", () => EmbeddingResize.Apply(zeros(7, 4), 1, Grid, new(3, 3), Cubic) },
        { "table is [2, 7, 4], expected [1,", () => EmbeddingResize.Apply(zeros(2, 7, 4), 1, Grid, new(3, 3), Cubic) },
        { "7 tokens of table [1, 7, 4] are not prefixTokens 0 and oldGrid 2×3 = 6", () => EmbeddingResize.Apply(zeros(1, 7, 4), 0, Grid, new(3, 3), Cubic) },
        { "prefixTokens -1 is below 0", () => EmbeddingResize.Apply(zeros(1, 5, 4), -1, Grid, new(3, 3), Cubic) },
        { "table holds Int64, expected floats", () => EmbeddingResize.Apply(zeros(1, 6, 4, dtype: int64), 0, Grid, new(3, 3), Cubic) },
        { "oldGrid 0×0 has a side", () => EmbeddingResize.Apply(zeros(1, 6, 4), 6, default, new(3, 3), Cubic) },
        { "newGrid 3×-2 has a side", () => EmbeddingResize.Apply(zeros(1, 6, 4), 0, Grid, new(3, -2), Cubic) },
        { "newGrid 9223372036854775807×2 has a side", () => EmbeddingResize.Apply(zeros(1, 6, 4), 0, Grid, new(long.MaxValue, 2), Cubic) },
        { "convention -1 is not one of Bicubic", () => EmbeddingResize.Apply(zeros(1, 6, 4), 0, Grid, Grid, (ResizeConvention)(-1)) },

        { "length 0 and embedDim 8 must both be above 0", () => new AbsoluteEmbedding(0, 8) },
        { "length 1000000 times embedDim 1000000 is above 2147483647 numbers", () => new AbsoluteEmbedding(1_000_000, 1_000_000) },
        { "there are 4 tokens and 5 positions", () => new AbsoluteEmbedding(5, 6).forward(zeros(2, 4, 6)) },
        { "tokens are [2, 5, 7], expected [B, 5, 6]", () => new AbsoluteEmbedding(5, 6).forward(zeros(2, 5, 7)) },
        { "tokens are [5, 6], expected [B, 5, 6]", () => new AbsoluteEmbedding(5, 6).forward(zeros(5, 6)) },

        { "window 0×7 has a side", () => new RelativePositionBias(new(0, 7), 3) },
        { "heads 0 is not above 0", () => new RelativePositionBias(Grid, 0) },
        { "window 400×400 with heads 1 is too large", () => new RelativePositionBias(new(400, 400), 1) },
        { "the offsets of the window, 8191×1 has a side", () => new RelativePositionBias(new(4096, 1), 1) },
        { "window 2×0 has a side", () => new RelativePositionBias(Grid, 2).Resize(new(2, 0)) },
        { "logits are [1, 3, 6, 6], expected [..., 2, 6, 6] for heads 2 and window 2×3", () => new RelativePositionBias(Grid, 2).forward(zeros(1, 3, 6, 6)) },
        { "logits are [6, 6], expected [..., 2, 6, 6]", () => new RelativePositionBias(Grid, 2).forward(zeros(6, 6)) },

        { "queries are [4, 3, 5], expected [B, Heads, Dh, H, W]", () => RelativeEmbedding2d.Logits(zeros(4, 3, 5), zeros(3, 2), zeros(3, 2)) },
        { "headDim 3 is odd", () => RelativeEmbedding2d.Logits(zeros([1, 2, 3, 4, 5]), zeros(3, 1), zeros(3, 1)) },
        { "rowEmbedding is [3, 4], expected [K, 2] or [2, K, 2]", () => RelativeEmbedding2d.Logits(zeros([1, 2, 4, 4, 5]), zeros(3, 4), zeros(3, 2)) },
        { "columnEmbedding is [3, 3, 2], expected [K, 2] or [2, K, 2]", () => RelativeEmbedding2d.Logits(zeros([1, 2, 4, 4, 5]), zeros(3, 2), zeros(3, 3, 2)) },
        { "columnEmbedding is [2], expected", () => RelativeEmbedding2d.Logits(zeros([1, 2, 4, 4, 5]), zeros(3, 2), zeros(2)) },
        { "rowEmbedding has 5 offsets, columnEmbedding has 3", () => RelativeEmbedding2d.Logits(zeros([1, 2, 4, 4, 5]), zeros(5, 2), zeros(3, 2)) },
        { "its 4 offsets are not an odd number", () => RelativeEmbedding2d.Logits(zeros([1, 2, 4, 4, 5]), zeros(4, 2), zeros(4, 2)) },
        { "rowEmbedding holds Float64, queries hold Float32", () => RelativeEmbedding2d.Logits(zeros([1, 2, 4, 4, 5]), zeros(3, 2, dtype: float64), zeros(3, 2)) },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bad_input_is_refused_by_name(string expected, Func<object> call)
    {
        var error = Assert.Throws<ArgumentException>(call);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Missing_tensors_are_refused_by_name()
    {
        Assert.Equal("table", Assert.Throws<ArgumentNullException>(() => EmbeddingResize.Apply(null!, 0, Grid, Grid, Cubic)).ParamName);
        Assert.Equal("tokens", Assert.Throws<ArgumentNullException>(() => new AbsoluteEmbedding(2, 2).forward(null!)).ParamName);
        Assert.Equal("logits", Assert.Throws<ArgumentNullException>(() => new RelativePositionBias(Grid, 1).forward(null!)).ParamName);
        Assert.Equal("rowEmbedding", Assert.Throws<ArgumentNullException>(() => RelativeEmbedding2d.Logits(zeros([1, 1, 2, 3, 3]), null!, zeros(3, 1))).ParamName);
    }
}
