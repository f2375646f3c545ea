using TorchSharp;
using VisionAttention.Positions;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Positions;

public class SinusoidalEmbeddingTests
{
    [Theory]
    [InlineData(5, 6, 10000)]
    [InlineData(7, 2, 100)]
    public void An_interleaved_table_is_the_formula_of_the_paper(long length, long embedDim, double temperature)
    {
        var table = SinusoidalEmbedding.LineTable(length, embedDim, LineTableConvention.Interleaved, temperature);
        Assert.Equal([length, embedDim], table.shape);
        for (long position = 0; position < length; position++)
        {
            for (long channel = 0; channel < embedDim; channel++)
            {
                var angle = position / Math.Pow(temperature, channel / 2 * 2.0 / embedDim);
                Assert.Equal(channel % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle), table[position, channel].ToDouble(), 1e-12);
            }
        }
    }

    [Theory]
    [InlineData(3, 5, 12)]
    [InlineData(1, 4, 4)]
    public void Row_then_column_is_the_map_flattened_to_tokens(long rows, long columns, long embedDim)
    {
        var map = SinusoidalEmbedding.TwoDimensional(embedDim, rows, columns).flatten(1).t();
        var tokens = SinusoidalEmbedding.GridTable(new GridSize(rows, columns), embedDim, GridTableConvention.RowThenColumn);
        Assert.Equal(float64, tokens.dtype);
        Assert.True(tokens.allclose(map, rtol: 1e-14, atol: 1e-14));
    }

    [Theory]
    [InlineData(GridTableConvention.RowThenColumn, "rRcC")]
    [InlineData(GridTableConvention.Mae, "cCrR")]
    [InlineData(GridTableConvention.Timm, "rcRC")]
    [InlineData(GridTableConvention.TimmInterleaved, "rRcC")]
    [InlineData(GridTableConvention.Lucidrains, "cCrR")]
    public void A_grid_table_lists_its_quarters_in_the_order_of_its_convention(GridTableConvention convention, string order)
    {
        const long Rows = 2, Columns = 3, Frequencies = 3;
        var table = SinusoidalEmbedding.GridTable(new GridSize(Rows, Columns), 4 * Frequencies, convention, temperature: 20);
        var divisor = convention == GridTableConvention.Lucidrains ? Frequencies - 1.0 : Frequencies;
        for (long token = 0; token < Rows * Columns; token++)
        {
            for (var channel = 0; channel < 4 * Frequencies; channel++)
            {
                var quarter = order[(int)(channel / Frequencies)];
                var position = char.ToLowerInvariant(quarter) == 'r' ? token / Columns : token % Columns;
                var angle = position / Math.Pow(20, channel % Frequencies / divisor);
                Assert.Equal(char.IsLower(quarter) ? Math.Sin(angle) : Math.Cos(angle), table[token, channel].ToDouble(), 1e-12);
            }
        }
    }

    [Fact]
    public void Prefix_tokens_are_rows_of_zeros_before_the_grid()
    {
        var grid = new GridSize(2, 3);
        var without = SinusoidalEmbedding.GridTable(grid, 8, GridTableConvention.Mae);
        var with = SinusoidalEmbedding.GridTable(grid, 8, GridTableConvention.Mae, prefixTokens: 2);
        Assert.Equal([8L, 8], with.shape);
        Assert.Equal(0, with.narrow(0, 0, 2).abs().sum().ToDouble());
        Assert.True(with.narrow(0, 2, 6).allclose(without, rtol: 0, atol: 0));
    }
}
