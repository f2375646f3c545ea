using TorchSharp;
using VisionAttention.Attention;
using VisionAttention.Models;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Models;

/// <summary>What each setting of the network does.</summary>
public class AttentionResNetTests
{
    private static readonly AttentionResNetOptions Small = new()
    {
        BlocksPerGroup = [1, 2, 1, 1], ChannelsPerGroup = [4, 6, 8, 8], StemChannels = 5, InChannels = 2, Classes = 3,
        Groups = [SpatialOperator.Attention, SpatialOperator.Convolution, SpatialOperator.Attention, SpatialOperator.Attention],
        Attention = new() { KernelSize = 3, Heads = 2 },
    };

    [Theory]
    [InlineData(BlockKind.Bottleneck)]
    [InlineData(BlockKind.Basic)]
    public void Odd_sizes_run_forward_and_backward_and_halve_rounding_up(BlockKind block)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var network = new AttentionResNet(Small with { Block = block });
        var expansion = block == BlockKind.Basic ? 1 : 4;
        var maps = network.ForwardFeatures(randn(2, 2, 37, 23));
        Assert.Equal([2L, 4 * expansion, 10, 6], maps[0].shape);
        Assert.Equal([2L, 6 * expansion, 5, 3], maps[1].shape);
        Assert.Equal([2L, 8 * expansion, 3, 2], maps[2].shape);
        Assert.Equal([2L, 8 * expansion, 2, 1], maps[3].shape);
        network.Classify(maps[3]).sum().backward();
        Assert.All(network.named_parameters(), entry => Assert.True(entry.parameter.grad is not null, entry.name));
        network.eval();
        var images = randn(2, 2, 21, 34);
        Assert.True(network.Classify(network.Features(images)).allclose(network.call(images), rtol: 1e-6, atol: 1e-7));
    }

    [Theory]
    [InlineData(StemKind.Convolution, SpatialOperator.Convolution)]
    [InlineData(StemKind.SmallConvolution, SpatialOperator.Attention)]
    [InlineData(StemKind.Attention, SpatialOperator.Attention)]
    public void Every_stem_and_operator_runs_forward_and_backward_and_the_seed_settles_the_weights(StemKind stem, SpatialOperator spatial)
    {
        using var scope = NewDisposeScope();
        var options = Small with { Stem = stem, StemChannels = 8, ChannelsPerGroup = [4, 8, 8, 8], Groups = [.. Enumerable.Repeat(spatial, 4)] };
        Assert.Equal([2L, 3], Logits(options).shape);
        Assert.True(Logits(options).eq(Logits(options)).all().ToBoolean());

        static Tensor Logits(AttentionResNetOptions options)
        {
            manual_seed(5);
            using var network = new AttentionResNet(options);
            var logits = network.call(ones(2, 2, 12, 36));
            logits.sum().backward();
            Assert.All(network.named_parameters(), entry => Assert.True(entry.parameter.grad is not null, entry.name));
            return logits;
        }
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void A_forward_pass_leaves_nothing_but_its_result_behind(bool training, bool gradients)
    {
        using var network = new AttentionResNet(Small);
        using var images = randn(2, 2, 21, 34);
        network.train(training);
        using var mode = set_grad_enabled(gradients);
        using var scope = NewDisposeScope();
        network.call(images);
        Assert.Equal(1, scope.DisposablesCount);
        network.ForwardFeatures(images);
        Assert.Equal(1 + 4, scope.DisposablesCount);
    }

    [Theory]
    [InlineData(StemKind.Convolution, true, 7, 6)]
    [InlineData(StemKind.Convolution, false, 14, 12)]
    [InlineData(StemKind.SmallConvolution, true, 28, 24)]
    [InlineData(StemKind.Attention, true, 7, 6)]
    [InlineData(StemKind.Attention, false, 28, 24)]
    public void A_stem_shrinks_as_its_kind_says(StemKind stem, bool pools, long height, long width)
    {
        using var scope = NewDisposeScope();
        using var network = new AttentionResNet(Small with { Stem = stem, PoolsStem = pools, StemChannels = 8 });
        Assert.Equal([2L, 16, height, width], network.ForwardFeatures(randn(2, 2, 28, 24))[0].shape);
    }

    [Fact]
    public void Groups_have_windows_and_heads_of_their_own()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        using var network = new AttentionResNet(Small with { KernelSizes = [5, 3, 7, 1], Heads = [1, 2, 4, 2] });
        var layers = network.named_modules().Where(entry => entry.module is LocalSelfAttention)
            .ToDictionary(entry => entry.name, entry => (LocalSelfAttention)entry.module);
        Assert.Equal(["layer1.0.conv2", "layer3.0.conv2", "layer4.0.conv2"], layers.Keys.Order());
        Assert.Equal((5, 1, 1), Settings(layers["layer1.0.conv2"]));
        Assert.Equal((7, 4, 2), Settings(layers["layer3.0.conv2"]));
        Assert.Equal((1, 2, 2), Settings(layers["layer4.0.conv2"]));
        Assert.Equal([2L, 4, 5, 3, 7, 7], layers["layer3.0.conv2"].ForwardWithWeights(randn(2, 8, 5, 3)).Weights.shape);

        static (int KernelSize, int Heads, int Stride) Settings(LocalSelfAttention layer) => (layer.Options.KernelSize, layer.Options.Heads, layer.Options.Stride);
    }

    [Theory]
    [InlineData(BlockKind.Bottleneck, SpatialOperator.Convolution)]
    [InlineData(BlockKind.Bottleneck, SpatialOperator.Attention)]
    [InlineData(BlockKind.Basic, SpatialOperator.Attention)]
    public void A_zero_last_norm_makes_a_fresh_block_its_shortcut(BlockKind kind, SpatialOperator spatial)
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        var options = new ResidualBlockOptions { Spatial = spatial, Attention = new() { KernelSize = 3, Heads = 1 }, ZeroInitialisedLastNorm = true };
        using var identity = Block(outChannels: 8, halves: false);
        var images = randn(2, 8, 5, 3);
        Assert.True(identity.call(images).eq(nn.functional.relu(images)).all().ToBoolean());

        using var halving = Block(outChannels: 16, halves: true);
        var shortcut = (nn.Module<Tensor, Tensor>)halving.named_children().Single(entry => entry.name == "downsample").module;
        Assert.True(halving.call(images).allclose(nn.functional.relu(shortcut.call(images)), rtol: 1e-6, atol: 1e-7));

        nn.Module<Tensor, Tensor> Block(int outChannels, bool halves) => kind == BlockKind.Basic
            ? new BasicBlock(8, outChannels, halves, options)
            : new Bottleneck(8, outChannels / Bottleneck.Expansion, halves, options);
    }

    [Fact]
    public void Without_the_switch_no_norm_starts_at_zero()
    {
        using var plain = new AttentionResNet(Small);
        using var zeroed = new AttentionResNet(Small with { ZeroInitialisedLastNorm = true });
        Assert.Equal(0, ZeroNorms(plain));
        Assert.Equal(5, ZeroNorms(zeroed));

        static int ZeroNorms(AttentionResNet network) =>
            network.named_parameters().Count(entry => entry.name.EndsWith("bn3.weight", StringComparison.Ordinal) && entry.parameter.abs().max().ToSingle() == 0);
    }

    [Fact]
    public void The_momentum_reaches_every_batch_norm()
    {
        using var scope = NewDisposeScope();
        using var slow = new AttentionResNet(Small with { BatchNormMomentum = 0.0001 });
        using var immediate = new AttentionResNet(Small with { BatchNormMomentum = 1 }); // its running statistics are those of the batch
        immediate.load_state_dict(slow.state_dict());
        var images = randn(2, 2, 32, 32) + 5;
        slow.call(images);
        immediate.call(images);
        var batch = Variances(immediate);
        Assert.Equal(1 + 5 * 3 + 4, batch.Count);
        foreach (var (name, variance) in Variances(slow))
            Assert.True(variance.allclose(0.9999 + batch[name] * 0.0001, rtol: 1e-6, atol: 1e-7), name);

        static Dictionary<string, Tensor> Variances(AttentionResNet network) =>
            network.named_buffers().Where(entry => entry.name.EndsWith("running_var", StringComparison.Ordinal)).ToDictionary(entry => entry.name, entry => entry.buffer);
    }
}
