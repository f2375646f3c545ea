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
    [InlineData(4)]
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

    [Theory]
    [InlineData("inChannels 0 is not above 0", 0, 8, 3, 1)]
    [InlineData("outChannels 8 is not a multiple of groups 3", 3, 8, 3, 3)]
    [InlineData("outChannels 8 is not a multiple of groups 0", 3, 8, 3, 0)]
    [InlineData("kernelSize 4 is not an odd number above 0", 3, 8, 4, 1)]
    [InlineData("outChannels 9 is odd", 3, 9, 3, 1)]
    public void Bad_settings_are_named(string expected, long inChannels, long outChannels, int kernelSize, int groups)
    {
        var error = Assert.Throws<ArgumentException>(() => new PerChannelWindowAttention(inChannels, outChannels, kernelSize, groups));
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_maps_and_stems_are_named()
    {
        using var layer = new PerChannelWindowAttention(3, 8, kernelSize: 3);
        using var stem = new PerChannelWindowStem(3, 8, kernelSize: 4);
        const string expected = "images are [1, 2, 4, 4], expected [B, 3, H, W] with H and W above 0";
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => layer.call(zeros(1, 2, 4, 4))).Message);
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => stem.call(zeros(1, 2, 4, 4))).Message);
        Assert.Equal("kernelSize 4 and mixtures 0 must both be above 0", Assert.Throws<ArgumentException>(() => new PerChannelWindowStem(3, 8, kernelSize: 4, mixtures: 0)).Message);
        Assert.Equal("outChannels 8 is not a multiple of groups 3", Assert.Throws<ArgumentException>(() => new PerChannelWindowStem(3, 8, kernelSize: 4, groups: 3)).Message);
    }
}
