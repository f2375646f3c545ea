using TorchSharp;
using TorchSharp.Modules;
using VisionAttention.Models;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Models;

/// <summary>Without gradients a network that evaluates computes a convolution and its norm as one; with them, one after the other.</summary>
public class FoldedNormTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<StemKind, BlockKind, SpatialOperator, int, int> Networks
    {
        get
        {
            var networks = new TheoryData<StemKind, BlockKind, SpatialOperator, int, int>();
            foreach (var spatial in Enum.GetValues<SpatialOperator>())
            {
                foreach (var block in Enum.GetValues<BlockKind>())
                {
                    networks.Add(StemKind.Convolution, block, spatial, 45, 31);
                    networks.Add(StemKind.SmallConvolution, block, spatial, 21, 13);
                    networks.Add(StemKind.Attention, block, spatial, 22, 34);
                }
            }
            return networks;
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Folded_and_plain_networks_agree(StemKind stem, BlockKind block, SpatialOperator spatial, int height, int width)
    {
        using var scope = NewDisposeScope();
        using var network = Trained(stem, block, spatial);
        var images = randn(3, 2, height, width);
        AgreesWithPlain(network, images);
        network.to(ScalarType.Float64);
        AgreesWithPlain(network, images.to(ScalarType.Float64), tolerance: 1e-12);
    }

    [Theory]
    [InlineData(1, 5, 7)]
    [InlineData(2, 1, 1)]
    public void Maps_too_small_to_fold_for_agree(int batch, int height, int width)
    {
        using var scope = NewDisposeScope();
        using var network = Trained(StemKind.SmallConvolution, BlockKind.Bottleneck, SpatialOperator.Convolution);
        AgreesWithPlain(network, randn(batch, 2, height, width));
    }

    [Fact]
    public void The_front_end_of_a_hybrid_transformer_agrees()
    {
        using var scope = NewDisposeScope();
        using var network = new VisionTransformer(new VisionTransformerOptions
        {
            Image = new(32, 48), PatchSize = 1, InChannels = 2, EmbedDim = 12, Depth = 1, Heads = 3, Classes = 3,
            Backbone = new() { Groups = 3, Network = AttentionResNetOptions.Convolutional(26) with { Width = 0.125 } },
        });
        Train(network);
        AgreesWithPlain(network, randn(5, 2, 32, 48));
    }

    [Theory]
    [InlineData("layer1.0.bn1", "running_mean")]
    [InlineData("layer1.0.bn2", "running_var")]
    [InlineData("layer1.0.bn3", "weight")]
    [InlineData("layer1.0.downsample.1", "bias")]
    [InlineData("layer1.0", "conv1.weight")]
    [InlineData("bn1", "weight")]
    public void A_number_changed_between_two_calls_is_seen(string module, string name)
    {
        using var scope = NewDisposeScope();
        using var network = Trained(StemKind.SmallConvolution, BlockKind.Bottleneck, SpatialOperator.Convolution);
        var images = randn(3, 2, 21, 13);
        var before = Evaluated(network, images);
        using (no_grad())
            network.state_dict()[$"{module}.{name}"].add_(0.5);
        var after = Evaluated(network, images);
        Assert.True((after - before).abs().max().ToDouble() > 1e-3);
        AgreesWithPlain(network, images);
    }

    [Fact]
    public void Evaluating_changes_neither_the_state_nor_the_images()
    {
        using var scope = NewDisposeScope();
        using var network = Trained(StemKind.SmallConvolution, BlockKind.Basic, SpatialOperator.Attention);
        var images = randn(3, 2, 21, 13);
        var (kept, before) = (images.clone(), network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone()));
        Evaluated(network, images);
        Assert.True(kept.Equals(images));
        Assert.Equal(before.Keys, network.state_dict().Keys);
        Assert.All(network.state_dict(), entry => Assert.True(before[entry.Key].Equals(entry.Value), entry.Key));
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

    [Theory]
    [InlineData(false, true, true)]
    [InlineData(true, true, true)]
    [InlineData(true, false, true)]
    [InlineData(false, false, false)]
    public void Hooks_of_a_convolution_and_its_norm_run_unless_they_are_folded(bool training, bool gradients, bool run)
    {
        using var scope = NewDisposeScope();
        using var block = new Bottleneck(inChannels: 4, channels: 4, halves: true);
        var called = new List<string>();
        foreach (var (name, module) in block.named_modules())
        {
            if (module is Conv2d or BatchNorm2d)
                ((nn.Module<Tensor, Tensor>)module).register_forward_hook((_, _, output) => { called.Add(name); return output; });
        }
        block.train(training);
        using (set_grad_enabled(gradients))
            block.call(randn(3, 4, 19, 17));
        Assert.Equal(run ? ["bn1", "bn2", "bn3", "conv1", "conv2", "conv3", "downsample.0", "downsample.1"] : Array.Empty<string>(), called.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_hook_may_keep_what_it_gets_while_evaluating_with_gradients()
    {
        using var scope = NewDisposeScope();
        using var block = new Bottleneck(inChannels: 4, channels: 4, halves: false);
        Train(block);
        Tensor? kept = null;
        foreach (var module in block.modules().OfType<BatchNorm2d>())
            module.register_forward_hook((_, _, output) => { kept ??= output.alias().DetachFromDisposeScope(); return output; });
        block.eval();
        block.call(randn(3, 4, 9, 7));
        using (kept)
            Assert.True(kept!.min().ToDouble() < 0);
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

    private static void AgreesWithPlain(nn.Module<Tensor, Tensor> network, Tensor images, double tolerance = Tolerance)
    {
        var folded = Evaluated(network, images);
        network.eval();
        var plain = network.call(images).detach();
        Assert.True(folded.allclose(plain, rtol: tolerance, atol: tolerance), $"differ by {(folded - plain).abs().max().ToDouble()} of {plain.abs().max().ToDouble()}");
    }

    private static Tensor Evaluated(nn.Module<Tensor, Tensor> network, Tensor images)
    {
        network.eval();
        using var off = no_grad();
        return network.call(images);
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
