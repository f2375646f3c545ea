using TorchSharp;
using VisionAttention.Attention;
using VisionAttention.Models;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Models;

/// <summary>The exact parameter counts behind Ramachandran et al. 2019, Tables 1 and 3 to 7, at 1000 classes.</summary>
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
    [InlineData(26, 10_324_032)]
    [InlineData(38, 14_166_152)]
    [InlineData(50, 18_008_272)]
    public void Eight_mixtures_in_the_stem_have_the_parameters_of_Table_1(int depth, long expected)
    {
        var options = AttentionResNetOptions.FullAttention(depth) with { AttentionStem = new AttentionStemOptions { Mixtures = 8 } };
        Assert.Equal(expected, Parameters(options));
    }

    [Theory]
    [InlineData("1234", 18_015_504)]
    [InlineData("234", 18_089_064)]
    [InlineData("34", 18_481_832)]
    [InlineData("4", 20_839_784)]
    [InlineData("", 25_557_032)]
    [InlineData("1", 25_483_472)]
    [InlineData("12", 25_090_704)]
    [InlineData("123", 22_732_752)]
    public void A_mix_of_groups_has_the_parameters_of_Table_3(string attentionGroups, long expected) =>
        Assert.Equal(expected, Parameters(AttentionResNetOptions.Mixed(50, [.. attentionGroups.Select(digit => digit - '0')])));

    [Theory]
    [InlineData(3, 18_013_616)]
    [InlineData(5, 18_014_560)]
    [InlineData(7, 18_015_504)]
    [InlineData(9, 18_016_448)]
    [InlineData(11, 18_017_392)]
    public void A_window_has_the_parameters_of_Table_4(int kernelSize, long expected)
    {
        Assert.Equal(expected, Parameters(AttentionResNetOptions.ConvolutionStem(50) with { Attention = new() { KernelSize = kernelSize } }));
        int[] everywhere = [kernelSize, kernelSize, kernelSize, kernelSize];
        Assert.Equal(expected, Parameters(AttentionResNetOptions.ConvolutionStem(50) with { KernelSizes = everywhere }));
    }

    [Theory]
    [InlineData(PositionKind.None, 18_012_200)]
    [InlineData(PositionKind.Absolute, 18_012_200)]
    [InlineData(PositionKind.Relative, 18_015_504)]
    [InlineData(PositionKind.RelativeOnly, 16_758_032)]
    public void A_kind_of_position_has_the_parameters_of_Tables_5_and_6(PositionKind position, long expected) =>
        Assert.Equal(expected, Parameters(AttentionResNetOptions.ConvolutionStem(50) with { Attention = new() { Position = position } }));

    // Table 7 prints no parameters. A table of relative rows or columns for blocks of 4 has 7 entries of 8 numbers; the usual count, 18,006,736
    // and 18,009,616, takes 4 as for a window of 4, which leaves three of the seven offsets of a block without an embedding: 48 numbers fewer.
    [Theory]
    [InlineData(StemValues.Plain, 18_006_736 + 48)]
    [InlineData(StemValues.SpatialConvolution, 18_009_616 + 48)]
    [InlineData(StemValues.SpatiallyAware, 18_008_272)]
    public void A_stem_has_the_parameters_behind_Table_7(StemValues values, long expected)
    {
        var stem = new AttentionStemOptions { Values = values, Mixtures = 8 };
        Assert.Equal(expected, Parameters(AttentionResNetOptions.FullAttention(50) with { AttentionStem = stem }));
    }

    [Fact]
    public void Basic_blocks_make_the_34_layers_of_He_et_al()
    {
        var parameters = Parameters(new AttentionResNetOptions { Block = BlockKind.Basic, Depth = 34 });
        Assert.Equal(21.8, Math.Round(parameters / 1e6, 1));
    }

    [Fact]
    public void The_lessons_network_has_the_parameters_it_prints()
    {
        Assert.Equal(528_120, Parameters(AttentionResNetOptions.FullAttention(26) with
        {
            Width = 0.25, InChannels = 1, Classes = 10, AttentionStem = new() { Block = 2 }, Attention = new() { KernelSize = 3, Heads = 8 },
        }));
    }

    [Theory]
    [InlineData(28, 28)]
    [InlineData(32, 20)]
    [InlineData(12, 36)]
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

    private static long Parameters(AttentionResNetOptions options)
    {
        using var network = new AttentionResNet(options);
        return network.ParameterCount;
    }
}
