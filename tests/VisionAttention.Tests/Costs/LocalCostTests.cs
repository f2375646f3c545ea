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

    [Fact]
    public void Each_head_with_its_own_channels_costs_less()
    {
        using var joint = new LocalSelfAttention(16, 32, new LocalSelfAttentionOptions { Heads = 4, KernelSize = 3, Position = PositionKind.None });
        using var grouped = new LocalSelfAttention(16, 32, new LocalSelfAttentionOptions { Heads = 4, KernelSize = 3, Position = PositionKind.None, GroupedProjections = true });
        var image = new ImageSize(5, 7);
        var projections = 35 * 3 * 16 * 32;
        Assert.Equal(projections - projections / 4, ModelCost.Of(joint, image).MultiplyAdds - ModelCost.Of(grouped, image).MultiplyAdds);
    }
}
