using TorchSharp;
using VisionAttention.Attention;
using VisionAttention.Positions;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Positions;

public class LearnedPositionTests
{
    [Fact]
    public void An_absolute_embedding_adds_its_table_to_every_image()
    {
        manual_seed(1);
        using var layer = new AbsoluteEmbedding(length: 5, embedDim: 6);
        var tokens = randn(2, 5, 6);
        var moved = layer.call(tokens) - tokens;
        Assert.True(moved[0].allclose(layer.Table[0], rtol: 1e-5, atol: 1e-6));
        Assert.True(moved[1].allclose(layer.Table[0], rtol: 1e-5, atol: 1e-6));
        Assert.Equal(["weight"], layer.state_dict().Keys);
        using var large = new AbsoluteEmbedding(length: 100, embedDim: 64);
        Assert.InRange(large.Table.std().ToDouble(), 0.0194, 0.0206);
    }

    [Theory]
    [InlineData(2, 3, 2)]
    [InlineData(4, 1, 3)]
    public void Pairs_of_the_same_offset_share_their_number(long rows, long columns, long heads)
    {
        manual_seed(3);
        using var layer = new RelativePositionBias(new GridSize(rows, columns), heads);
        var table = layer.parameters().Single();
        Assert.Equal([(2 * rows - 1) * (2 * columns - 1), heads], table.shape);
        var bias = layer.Bias();
        Assert.Equal([heads, rows * columns, rows * columns], bias.shape);
        for (long query = 0; query < rows * columns; query++)
        {
            for (long key = 0; key < rows * columns; key++)
            {
                var rowOffset = query / columns - key / columns + rows - 1;
                var columnOffset = query % columns - key % columns + columns - 1;
                for (long head = 0; head < heads; head++)
                    Assert.Equal(table[rowOffset * (2 * columns - 1) + columnOffset, head].ToSingle(), bias[head, query, key].ToSingle());
            }
        }
    }

    [Fact]
    public void A_relative_bias_is_a_mask_of_scaled_dot_product_attention()
    {
        manual_seed(4);
        using var bias = new RelativePositionBias(new GridSize(2, 3), heads: 2);
        var (query, key, value) = (randn(3, 2, 6, 4), randn(3, 2, 6, 4), randn(3, 2, 6, 4));
        var masked = ScaledDotProduct.Apply(query, key, value, bias.Bias());
        var logits = bias.call(matmul(query, key.transpose(-2, -1)) / 2);
        var expected = matmul(nn.functional.softmax(logits, dim: -1), value);
        Assert.True(masked.allclose(expected, rtol: 1e-4, atol: 1e-6));
        Assert.False(masked.allclose(ScaledDotProduct.Apply(query, key, value), rtol: 1e-4, atol: 1e-6));
    }

    [Fact]
    public void The_gradient_of_a_bias_agrees_with_central_differences()
    {
        manual_seed(5);
        using var layer = new RelativePositionBias(new GridSize(2, 3), heads: 2).to(float64);
        CentralDifferences.Agree(layer.Bias, layer.parameters().Single());
    }

    [Fact]
    public void A_resized_bias_interpolates_over_offsets_and_keeps_its_middle()
    {
        manual_seed(6);
        using var layer = new RelativePositionBias(new GridSize(3, 2), heads: 2).to(float64);
        manual_seed(7);
        using var larger = layer.Resize(new GridSize(3, 4));
        var drawn = rand(3);
        manual_seed(7);
        Assert.True(rand(3).equal(drawn).all().ToBoolean(), "resizing drew random numbers");
        using var same = layer.Resize(new GridSize(3, 2));
        Assert.Equal(new GridSize(3, 4), larger.Window);
        var table = layer.parameters().Single().reshape(5, 3, 2);
        var expected = einsum("bc,rch->rbh", ResizeMatrix.Of(3, 7, ResizeConvention.Bicubic), table);
        Assert.True(larger.parameters().Single().reshape(5, 7, 2).allclose(expected, rtol: 1e-12, atol: 1e-14));
        Assert.Equal(layer.Bias()[1, 2, 2].ToDouble(), larger.Bias()[1, 2, 2].ToDouble(), 1e-12);
        Assert.True(same.Bias().allclose(layer.Bias(), rtol: 0, atol: 0));
        using var gradOff = no_grad();
        same.parameters().Single().add_(1);
        Assert.False(same.Bias().allclose(layer.Bias(), rtol: 0, atol: 0.5)); // a copy, not a view
    }

    [Fact]
    public void Relative_logits_are_products_with_the_joined_embeddings()
    {
        manual_seed(8);
        var queries = randn([2, 3, 4, 2, 5], dtype: float64);
        var (rows, columns) = (randn(3, 2, dtype: float64), randn(3, 3, 2, dtype: float64)); // rows shared, columns per head
        var logits = RelativeEmbedding2d.Logits(queries, rows, columns);
        Assert.Equal([2L, 3, 9, 2, 5], logits.shape);
        for (var a = 0; a < 3; a++)
        {
            for (var b = 0; b < 3; b++)
            {
                var joined = cat([rows[a], columns[2, b]]);
                Assert.Equal((queries[1, 2, .., 1, 3] * joined).sum().ToDouble(), logits[1, 2, a * 3 + b, 1, 3].ToDouble(), 1e-12);
            }
        }
    }
}
