using TorchSharp;
using VisionAttention.Lessons;
using VisionAttention.Attention;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Lessons;

/// <summary>The errors that the well-known port is kept for.</summary>
public class PerChannelWindowAttentionTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void The_number_of_groups_has_no_effect(int groups)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var one = new PerChannelWindowAttention(3, 8, kernelSize: 3);
        using var many = new PerChannelWindowAttention(3, 8, kernelSize: 3, groups);
        many.load_state_dict(one.state_dict());
        var images = randn(2, 3, 5, 7);
        Assert.True(many.call(images).eq(one.call(images)).all().ToBoolean());
    }

    [Fact]
    public void The_number_of_heads_has_an_effect_on_the_papers_layer()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        using var one = new LocalSelfAttention(3, 8, new LocalSelfAttentionOptions { KernelSize = 3, Heads = 1, Position = PositionKind.None });
        using var many = new LocalSelfAttention(3, 8, one.Options with { Heads = 4 });
        many.load_state_dict(one.state_dict());
        var images = randn(2, 3, 5, 7);
        Assert.True((many.call(images) - one.call(images)).abs().max().ToDouble() > 1e-3);
    }

    [Fact]
    public void A_channel_of_the_key_reaches_only_its_own_channel_of_the_output()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var layer = new PerChannelWindowAttention(3, 6, kernelSize: 3, groups: 2);
        var images = randn(1, 3, 4, 5);
        var before = layer.call(images);
        using (no_grad())
            layer.get_parameter("key_conv.weight")![2].add_(1);
        var changed = (layer.call(images) - before).abs().amax([0, 2, 3]);
        for (var channel = 0; channel < 6; channel++)
            Assert.Equal(channel == 2, changed[channel].ToDouble() > 1e-4);
    }
}
