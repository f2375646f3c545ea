using VisionAttention.Attention;
using VisionAttention.Costs;
using VisionAttention.Models;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Costs;

/// <summary>What Ramachandran et al. 2019 say about the cost of a layer, and the sums over networks behind their tables.</summary>
public class LocalCostTests
{
    private static readonly ImageSize Pixel = new(1, 1);

    [Fact]
    public void A_window_of_19_costs_about_as_much_as_a_convolution_of_3()
    {
        using var convolution = nn.Conv2d(128, 128, kernel_size: 3, padding: 1, bias: false);
        using var attention = new LocalSelfAttention(128, 128, new LocalSelfAttentionOptions { KernelSize = 19, Position = PositionKind.None });
        Assert.Equal(294_912, ModelCost.Of(convolution, Pixel, CostConvention.MultiplyAdds).Flops);
        Assert.Equal(283_136, ModelCost.Of(attention, Pixel, CostConvention.MultiplyAdds).Flops);
        // Parameters: one grows with k², the other does not.
        Assert.Equal(147_456, ModelCost.Of(convolution, Pixel).Parameters);
        Assert.Equal(3 * 128 * 128, ModelCost.Of(attention, Pixel).Parameters);
    }

    // Σ C·r², Σ C²·r², Σ 8·r² and Σ C² over the blocks of a network; r is the side of the map that a block attends on.
    [Theory]
    [InlineData(26, 1_154_048, 218_365_952, 68_992, 561_152)]
    [InlineData(38, 1_530_368, 269_746_176, 102_312, 909_312)]
    [InlineData(50, 1_906_688, 321_126_400, 135_632, 1_257_472)]
    public void Differences_between_networks_are_the_sums_over_their_blocks(int depth, long channels, long squares, long heads, long weights)
    {
        var window = Report(new LocalSelfAttentionOptions { KernelSize = 7 });
        var wider = Report(new LocalSelfAttentionOptions { KernelSize = 9 });
        var withoutKeys = Report(new LocalSelfAttentionOptions { KernelSize = 7, Position = PositionKind.RelativeOnly });
        Assert.Equal(3 * 32 * channels, wider.MultiplyAdds - window.MultiplyAdds);
        Assert.Equal(32 * (5 * channels + 7 * heads), wider.Flops - window.Flops);
        Assert.Equal(squares + 49 * channels, window.MultiplyAdds - withoutKeys.MultiplyAdds);
        Assert.Equal(weights, window.Parameters - withoutKeys.Parameters);

        CostReport Report(LocalSelfAttentionOptions attention)
        {
            using var network = new AttentionResNet(AttentionResNetOptions.ConvolutionStem(depth) with { Attention = attention });
            return ModelCost.Of(network, ImageSize.Square(224));
        }
    }

    [Fact]
    public void Each_head_with_its_own_channels_costs_less()
    {
        using var joint = new LocalSelfAttention(16, 32, new LocalSelfAttentionOptions { Heads = 4, KernelSize = 3, Position = PositionKind.None });
        using var grouped = new LocalSelfAttention(16, 32, new LocalSelfAttentionOptions { Heads = 4, KernelSize = 3, Position = PositionKind.None, GroupedProjections = true });
        var image = new ImageSize(5, 7);
        var projections = 35 * 3 * 16 * 32;
        Assert.Equal(projections - projections / 4, ModelCost.Of(joint, image).MultiplyAdds - ModelCost.Of(grouped, image).MultiplyAdds);
    }

    [Fact]
    public void Blocks_must_fill_the_image()
    {
        using var network = new AttentionResNet(AttentionResNetOptions.FullAttention(26) with { Width = 0.25 });
        Assert.Equal(
            "the image is 30×32, which blocks of block 4 do not fill",
            Assert.Throws<ArgumentException>(() => ModelCost.Of(network, new ImageSize(30, 32))).Message);
    }

    [Fact]
    public void A_module_of_another_kind_is_refused_by_name()
    {
        using var layer = nn.Linear(3, 4);
        var message = Assert.Throws<ArgumentException>(() => ModelCost.Of(layer, Pixel)).Message;
        Assert.StartsWith("the costs of Linear are not known: expected AttentionResNet, VisionTransformer", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_smaller_than_a_window_is_refused()
    {
        using var layer = nn.Conv2d(1, 1, kernel_size: 5);
        Assert.Equal(
            "a map with a side of 4 is too small for a window of 5 with a border of 0",
            Assert.Throws<ArgumentException>(() => ModelCost.Of(layer, new ImageSize(4, 9))).Message);
    }
}
