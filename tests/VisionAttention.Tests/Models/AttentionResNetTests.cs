using TorchSharp;
using VisionAttention.Attention;
using VisionAttention.Models;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Models;

/// <summary>The exact parameter counts behind Ramachandran et al. 2019, Tables 1 and 3, at 1000 classes.</summary>
public class AttentionResNetTests
{
    [Theory]
    [InlineData("convolutional", 26, 13_696_552)]
    [InlineData("convolutional", 38, 19_626_792)]
    [InlineData("convolutional", 50, 25_557_032)]
    [InlineData("attention behind a convolutional stem", 26, 10_331_264)]
    [InlineData("attention behind a convolutional stem", 38, 14_173_384)]
    [InlineData("attention behind a convolutional stem", 50, 18_015_504)]
    [InlineData("full attention", 26, 10_323_200)]
    [InlineData("full attention", 38, 14_165_320)]
    [InlineData("full attention", 50, 18_007_440)]
    public void A_network_has_the_papers_parameters(string kind, int depth, long expected)
    {
        using var network = new AttentionResNet(kind switch
        {
            "convolutional" => AttentionResNetOptions.Convolutional(depth),
            "full attention" => AttentionResNetOptions.FullAttention(depth),
            _ => AttentionResNetOptions.ConvolutionStem(depth),
        });
        Assert.Equal(expected, network.ParameterCount);
    }

    [Theory]
    [InlineData(28, 28)]
    [InlineData(32, 20)]
    public void Every_mix_of_operators_runs_forward_and_backward(int height, int width)
    {
        for (var mix = 0; mix < 16; mix += 5)
        {
            using var scope = NewDisposeScope();
            var groups = Enumerable.Range(0, 4).Select(group => (mix >> group & 1) == 1 ? SpatialOperator.Attention : SpatialOperator.Convolution).ToArray();
            using var network = new AttentionResNet(new AttentionResNetOptions
            {
                Width = 0.125, InChannels = 1, Classes = 5, Groups = groups, Stem = mix % 2 == 0 ? StemKind.Convolution : StemKind.Attention,
                Attention = new LocalSelfAttentionOptions { KernelSize = 3, Heads = 2 },
            });
            var logits = network.call(randn(2, 1, height, width));
            Assert.Equal([2L, 5], logits.shape);
            logits.sum().backward();
            Assert.All(network.named_parameters(), entry => Assert.True(entry.parameter.grad is not null, entry.name));
        }
    }

    [Fact]
    public void Settings_that_do_not_fit_are_refused()
    {
        Assert.Equal("depth 34 is not one of 26, 38, 50", Assert.Throws<ArgumentException>(() => new AttentionResNet(AttentionResNetOptions.Convolutional(34))).Message);
        Assert.Throws<ArgumentException>(() => new AttentionResNet(new AttentionResNetOptions { Groups = [SpatialOperator.Attention] }));
        Assert.Throws<ArgumentException>(() => new AttentionResNet(new AttentionResNetOptions { Width = 0.001 }));
    }

    [Fact]
    public void The_same_seed_gives_the_same_network()
    {
        Tensor Logits()
        {
            manual_seed(5);
            using var network = new AttentionResNet(AttentionResNetOptions.FullAttention(26) with { Width = 0.125, Classes = 4, Attention = new() { Heads = 2 } });
            network.eval();
            return network.call(ones(1, 3, 16, 16));
        }

        Assert.True(Logits().eq(Logits()).all().ToBoolean());
    }
}
