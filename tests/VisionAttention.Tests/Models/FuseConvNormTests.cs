using TorchSharp;
using TorchSharp.Modules;
using VisionAttention.Models;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Models;

/// <summary>Convolutions that have taken over the norms behind them.</summary>
public class FuseConvNormTests
{
    [Theory]
    [InlineData(StemKind.Convolution, BlockKind.Bottleneck, SpatialOperator.Attention, 45, 31)]
    [InlineData(StemKind.Convolution, BlockKind.Basic, SpatialOperator.Convolution, 45, 31)]
    [InlineData(StemKind.SmallConvolution, BlockKind.Bottleneck, SpatialOperator.Convolution, 21, 13)]
    [InlineData(StemKind.SmallConvolution, BlockKind.Basic, SpatialOperator.Attention, 21, 13)]
    [InlineData(StemKind.Attention, BlockKind.Bottleneck, SpatialOperator.Attention, 22, 34)]
    public void Fused_and_plain_networks_agree_and_the_plain_one_stays(StemKind stem, BlockKind block, SpatialOperator spatial, int height, int width)
    {
        using var scope = NewDisposeScope();
        using var network = Trained(stem, block, spatial);
        var images = randn(3, 2, height, width);
        var (kept, before) = (images.clone(), network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone()));
        AgreesWithFused(network, images, tolerance: 1e-5);
        network.to(ScalarType.Float64);
        AgreesWithFused(network, images.to(ScalarType.Float64), tolerance: 1e-12);
        network.to(ScalarType.Float32);
        Assert.True(kept.Equals(images));
        Assert.Equal(before.Keys, network.state_dict().Keys);
        Assert.All(network.state_dict(), entry => Assert.True(before[entry.Key].Equals(entry.Value), entry.Key));
    }

    [Fact]
    public void Only_norms_behind_attention_are_left()
    {
        using var scope = NewDisposeScope();
        using var network = Trained(StemKind.Attention, BlockKind.Bottleneck, SpatialOperator.Attention);
        using var fused = FuseConvNorm.Apply(network);

        Assert.False(fused.training);
        // The stem, and one layer in each of the 8 blocks of depth 26.
        Assert.Equal(1 + 8, fused.modules().OfType<BatchNorm2d>().Count());
        Assert.Equal(1 + 3 * 8 + 4, network.modules().OfType<BatchNorm2d>().Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_block_leaves_its_input_as_it_is(bool training)
    {
        using var scope = NewDisposeScope();
        using var block = new BasicBlock(inChannels: 4, channels: 4, halves: false);
        Train(block);
        block.train(training);
        var images = randn(3, 4, 9, 7);
        var kept = images.clone();
        using (set_grad_enabled(training))
            block.call(images);
        Assert.True(kept.Equals(images));
    }

    [Fact]
    public void A_norm_that_is_frozen_while_the_network_trains_has_its_gradients()
    {
        using var scope = NewDisposeScope();
        using var network = Trained(StemKind.Convolution, BlockKind.Bottleneck, SpatialOperator.Convolution);
        network.train();
        foreach (var norm in network.modules().OfType<BatchNorm2d>())
            norm.eval();
        network.call(randn(3, 2, 45, 31)).sum().backward();
        Assert.All(network.named_parameters(), entry => Assert.True(entry.parameter.grad is not null, entry.name));
    }

    private static void AgreesWithFused(AttentionResNet network, Tensor images, double tolerance)
    {
        using var off = no_grad();
        using var fused = FuseConvNorm.Apply(network);
        network.eval();
        var (expected, actual) = (network.call(images), fused.call(images));
        Assert.True(actual.allclose(expected, rtol: tolerance, atol: tolerance), $"differ by {(actual - expected).abs().max().ToDouble()} of {expected.abs().max().ToDouble()}");
    }

    private static AttentionResNet Trained(StemKind stem, BlockKind block, SpatialOperator spatial)
    {
        manual_seed(11);
        var network = new AttentionResNet(new AttentionResNetOptions
        {
            Block = block, Depth = block == BlockKind.Basic ? 18 : 26, Stem = stem, Groups = [.. Enumerable.Repeat(spatial, 4)],
            Width = 0.125, InChannels = 2, Classes = 5, PoolsStem = stem != StemKind.Attention,
            Attention = new() { KernelSize = 3, Heads = 2 }, AttentionStem = new() { Block = 2 },
        });
        Train(network);
        return network;
    }

    // What training leaves in a norm: no statistic or parameter is 0 or 1.
    private static void Train(nn.Module network)
    {
        using var off = no_grad();
        foreach (var norm in network.modules().OfType<BatchNorm2d>())
        {
            norm.weight!.uniform_(0.5, 1.5);
            norm.bias!.uniform_(-0.5, 0.5);
            norm.running_mean!.uniform_(-0.5, 0.5);
            norm.running_var!.uniform_(0.5, 2);
        }
    }
}
