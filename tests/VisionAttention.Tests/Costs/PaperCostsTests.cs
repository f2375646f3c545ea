using VisionAttention.Costs;
using VisionAttention.Data;
using VisionAttention.Kit.Costs;
using VisionAttention.Models;

namespace VisionAttention.Tests.Costs;

/// <summary>Every figure of Ramachandran et al. 2019 about ImageNet: as printed, and the exact counts that an independent calculation has for it.</summary>
public class PaperCostsTests
{
    // Columns: printed billions; FLOPs under paper, simple, multiply-adds; printed millions, exact parameters.
    [Theory]
    [InlineData(1, "ResNet-26 baseline", 4.7, 4_718_508_520, 4_720_415_208, 4_684_513_280, 13.7, 13_696_552)]
    [InlineData(1, "ResNet-26 conv-stem + attention", 4.5, 4_485_422_184, 4_483_904_360, 4_484_311_040, 10.3, 10_331_264)]
    [InlineData(1, "ResNet-26 full attention", 4.7, 4_733_492_328, 4_726_956_904, 4_697_860_096, 10.3, 10_324_032)]
    [InlineData(1, "ResNet-38 baseline", 6.5, 6_478_231_016, 6_480_137_704, 6_431_440_896, 19.6, 19_626_792)]
    [InlineData(1, "ResNet-38 conv-stem + attention", 5.7, 5_732_209_152, 5_727_425_968, 5_725_314_048, 14.1, 14_173_384)]
    [InlineData(1, "ResNet-38 full attention", 6.0, 5_980_279_296, 5_970_478_512, 5_938_863_104, 14.1, 14_166_152)]
    [InlineData(1, "ResNet-50 baseline", 8.2, 8_237_953_512, 8_239_860_200, 8_178_368_512, 25.6, 25_557_032)]
    [InlineData(1, "ResNet-50 conv-stem + attention", 7.0, 6_978_996_120, 6_970_947_576, 6_966_317_056, 18.0, 18_015_504)]
    [InlineData(1, "ResNet-50 full attention", 7.2, 7_227_066_264, 7_214_000_120, 7_179_866_112, 18.0, 18_008_272)]
    [InlineData(3, "conv groups -, attention 1 2 3 4", 7.0, 6_978_996_120, 6_970_947_576, 6_966_317_056, 18.0, 18_015_504)]
    [InlineData(3, "conv groups 1, attention 2 3 4", 7.3, 7_268_085_144, 7_267_412_472, 7_251_718_144, 18.1, 18_089_064)]
    [InlineData(3, "conv groups 1 2, attention 3 4", 7.5, 7_466_274_072, 7_467_997_304, 7_430_545_408, 18.5, 18_481_832)]
    [InlineData(3, "conv groups 1 2 3, attention 4", 8.0, 8_044_428_600, 8_046_581_464, 7_991_412_736, 20.8, 20_839_784)]
    [InlineData(3, "conv groups 1 2 3 4, attention -", 8.2, 8_237_953_512, 8_239_860_200, 8_178_368_512, 25.6, 25_557_032)]
    [InlineData(3, "conv groups 2 3 4, attention 1", 7.9, 7_948_864_488, 7_943_395_304, 7_892_967_424, 25.5, 25_483_472)]
    [InlineData(3, "conv groups 3 4, attention 1 2", 7.8, 7_750_675_560, 7_742_810_472, 7_714_140_160, 25.0, 25_090_704)]
    [InlineData(3, "conv groups 4, attention 1 2 3", 7.2, 7_172_521_032, 7_164_226_312, 7_153_272_832, 22.7, 22_732_752)]
    [InlineData(4, "k = 3", 6.6, 6_559_681_560, 6_562_483_576, 6_508_711_936, null, 18_013_616)]
    [InlineData(4, "k = 5", 6.7, 6_727_407_384, 6_725_869_176, 6_691_753_984, null, 18_014_560)]
    [InlineData(4, "k = 7", 7.0, 6_978_996_120, 6_970_947_576, 6_966_317_056, null, 18_015_504)]
    [InlineData(4, "k = 9", 7.3, 7_314_447_768, 7_297_718_776, 7_332_401_152, null, 18_016_448)]
    [InlineData(4, "k = 11", 7.7, 7_733_762_328, 7_706_182_776, 7_790_006_272, null, 18_017_392)]
    [InlineData(5, "no positions", 6.9, 6_885_568_408, 6_877_519_864, 6_779_461_632, 18.0, 18_012_200)]
    [InlineData(5, "absolute positions", 6.9, 6_885_568_408, 6_877_519_864, 6_779_461_632, 18.0, 18_012_200)]
    [InlineData(5, "relative positions", 7.0, 6_978_996_120, 6_970_947_576, 6_966_317_056, 18.0, 18_015_504)]
    [InlineData(6, "q.r", 6.1, 6_149_887_896, 6_141_839_352, 6_137_208_832, 16.7, 16_758_032)]
    [InlineData(6, "q.k + q.r", 7.0, 6_978_996_120, 6_970_947_576, 6_966_317_056, 18.0, 18_015_504)]
    [InlineData(7, "stand-alone attention stem", 7.1, 7_092_193_176, 7_079_127_032, 7_096_373_248, null, 18_006_784)]
    [InlineData(7, "stem, convolution for values", 7.4, 7_381_206_936, 7_368_140_792, 7_385_387_008, null, 18_009_664)]
    [InlineData(7, "stem, spatially aware values", 7.2, 7_227_066_264, 7_214_000_120, 7_179_866_112, null, 18_008_272)]
    public void A_networks_costs_are_exact(
        int table, string row, double printedFlops, long paper, long simple, long multiplyAdds, double? printedParameters, long parameters)
    {
        var printed = PrintedNetworks.All.Single(network => network.Table == table && network.Row == row);
        Assert.Equal(((decimal)printedFlops, (decimal?)printedParameters), (printed.Flops, printed.Parameters));

        using var network = new AttentionResNet(printed.Options);
        CostReport Report(CostConvention convention) => ModelCost.Of(network, ImageSize.Square(224), convention);
        Assert.Equal(paper, Report(CostConvention.Paper).Flops);
        Assert.Equal(simple, Report(CostConvention.Simple).Flops);
        Assert.Equal(multiplyAdds, Report(CostConvention.MultiplyAdds).Flops);
        Assert.Equal(multiplyAdds, 2 * Report(CostConvention.Paper).MultiplyAdds);
        Assert.Equal(parameters, Report(CostConvention.Paper).Parameters);
        Assert.Equal(parameters, network.ParameterCount);
    }

    [Fact]
    public void The_command_counts_what_agrees_and_names_what_does_not()
    {
        var costs = PaperCosts.Compute(CancellationToken.None);

        Assert.True(costs.Agree);
        Assert.Equal(
            [
                "FLOPs: 30 of 30 cells agree (convention paper)",
                "FLOPs: 29 of 30 cells agree (convention simple)",
                "FLOPs: 22 of 30 cells agree (convention multiply-adds)",
                "Parameters: 18 of 22 cells agree to the printed digit, 22 of 22 within 0.1 M",
                "ViT and DeiT: 10 of 10 exact counts agree",
            ],
            costs.Counts);
        var notes = string.Join(' ', costs.Notes);
        Assert.Contains("7.7507 for 7.8 (Table 3, conv groups 3 4, attention 1 2), 6.1499 for 6.1 (Table 6, q.r)", notes, StringComparison.Ordinal);
        Assert.Contains("gives 6.243, not 6.1", notes, StringComparison.Ordinal);
        Assert.Contains("14.17 for 14.1", notes, StringComparison.Ordinal);
        Assert.Contains("m is not printed in the paper", notes, StringComparison.Ordinal);
        Assert.All(costs.ToText().Split('\n'), line => Assert.True(line.Length <= 110, line));

        // 3 × 7,227,066,264 × 1,281,167 × 130 operations at half of 19.5 TFLOP/s.
        Assert.Equal(["ResNet-50 full attention", "7.23", "3.61", "4.3"], costs.Trainings[^1]);
        var readme = File.ReadAllText(Path.Combine(DataSetManifest.FindRoot(AppContext.BaseDirectory), "lib", "Kit", "Training", "README.md"));
        Assert.Equal(9, costs.Trainings.Count);
        Assert.All(costs.Trainings, cells => Assert.Contains($"| {string.Join(" | ", cells)} |\n", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void A_figure_that_differs_is_noticed()
    {
        var printed = PrintedNetworks.All[0];
        var result = NetworkResult.Of(printed);
        Assert.True(new PaperCosts([result], []).Agree);
        Assert.False(new PaperCosts([result with { Flops = 4_750_000_000 }], []).Agree);
        Assert.False(new PaperCosts([result with { Parameters = 13_800_000 }], []).Agree);

        var transformer = TransformerResult.Of(PrintedTransformer.All[0]);
        Assert.False(new PaperCosts([], [transformer with { Parameters = transformer.Parameters + 1 }]).Agree);
    }
}
