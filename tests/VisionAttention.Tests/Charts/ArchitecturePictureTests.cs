using TorchSharp;
using VisionAttention.Charts;
using VisionAttention.Costs;
using VisionAttention.Models;

namespace VisionAttention.Tests.Charts;

public class ArchitecturePictureTests
{
    [Fact]
    public void A_residual_network_shows_its_groups_and_its_operators()
    {
        using var model = new AttentionResNet(AttentionResNetOptions.Mixed(26, 3, 4) with { Width = 0.25, Classes = 7 });
        var figure = ArchitecturePicture.Of(model, ImageSize.Square(64)).Figure();
        var texts = new HashSet<string> { "<b>stem</b>", "<b>group 1</b>", "<b>group 4</b>", "<b>head</b>", "convolution 3×3", "attention 7×7, 8 heads, pool", "[7]", "layer3.1 to 3 (× 3)" };
        Assert.Subset(figure.Texts().ToHashSet(), texts);
        Assert.Contains(ModelCost.Of(model, ImageSize.Square(64)).Parameters.ToString("N0", System.Globalization.CultureInfo.InvariantCulture), figure.Texts());
        // A trace for each kind of box: an output has room for the figure, its page and two copies of the still picture.
        Assert.All((string[])["attention", "convolution", "other layers", "group"], kind => Assert.Single(figure.Named(kind)));
        Assert.NotEqual((string?)figure.Named("attention")[0]["fillcolor"], (string?)figure.Named("convolution")[0]["fillcolor"]);
    }

    public static TheoryData<VisionTransformerOptions> Transformers => new()
    {
        VisionTransformerOptions.Tiny(),
        VisionTransformerOptions.Tiny().AsSimple(),
        VisionTransformerOptions.Tiny() with { Distillation = true, Registers = 4, Depth = 3 },
        VisionTransformerOptions.Tiny() with { Backbone = new BackboneOptions(), PatchSize = 1 },
    };

    [Theory]
    [MemberData(nameof(Transformers))]
    public void A_transformer_s_boxes_hold_all_of_its_parameters(VisionTransformerOptions options)
    {
        var report = ModelCost.Of(options);
        var blocks = ArchitectureBlocks.Of(report);
        Assert.Equal(report.Parameters, blocks.Sum(block => block.Parameters * block.Repeat));
        var attention = Assert.Single(blocks, block => block.Role == "attention");
        Assert.Equal(($"encoder × {options.Depth}", options.Depth, "attention, 3 heads"), (attention.Group, attention.Repeat, attention.Operator));
        Assert.NotEmpty(ArchitecturePicture.Of(options).Figure().Traces());
    }

    [Fact]
    public void A_residual_network_s_boxes_hold_all_of_its_parameters()
    {
        using var model = new AttentionResNet(AttentionResNetOptions.FullAttention(26) with { Width = 0.25 });
        var report = ModelCost.Of(model, ImageSize.Square(64));
        var blocks = ArchitectureBlocks.Of(report);
        Assert.Equal(report.Parameters, blocks.Sum(block => block.Parameters * block.Repeat));
        Assert.DoesNotContain(blocks, block => block.Role == "convolution");
        Assert.Equal(["stem", "group 1", "group 2", "group 3", "group 4", "head"], blocks.Select(block => block.Group).Distinct());
    }

    [Fact]
    public void Any_network_can_be_drawn_from_a_list_and_long_words_are_cut()
    {
        var figure = ArchitecturePicture.Of([new("body", "conv", "Convolution 5×5", "[6, 24, 24]"), new("head", "fc", new string('w', 80), "[10]")]).Figure();
        Assert.Single(figure.Named("convolution"));
        Assert.Contains(new string('w', 49) + "…", figure.Texts());
        Assert.DoesNotContain("in all", figure.Texts());
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused_in_one_line()
    {
        var block = new ArchitectureBlock("body", "conv", "convolution", "");
        Assert.Equal("there are 61 blocks, a picture holds 60: join alike ones by their Repeat", Refusal.Of(() => ArchitecturePicture.Of(Enumerable.Repeat(block, 61).ToArray())));
        Assert.Equal("block conv is there 0 times: it must be 1 at least", Refusal.Of(() => ArchitecturePicture.Of([block with { Repeat = 0 }])));
        using var linear = torch.nn.Linear(2, 2);
        Refusal.Says("expected AttentionResNet or VisionTransformer, or give a list", () => ArchitecturePicture.Of(linear, ImageSize.Square(8)));
    }
}
