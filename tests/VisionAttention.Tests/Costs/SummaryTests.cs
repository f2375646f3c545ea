using System.Text.Json;
using VisionAttention.Costs;
using VisionAttention.Kit.Analysis;
using VisionAttention.Kit.Analysis.Summary;
using VisionAttention.Models;

namespace VisionAttention.Tests.Costs;

/// <summary>./kit summary</summary>
public class SummaryTests
{
    private const string Names =
        "resnet18, resnet26, resnet34, resnet38, resnet50, vit-ti16, vit-s16, vit-b16, vit-b32, vit-l16, vit-l32, vit-h14, "
        + "deit-ti16-distilled, deit-s16-distilled, deit-b16-distilled, simplevit-ti16, simplevit-s16, simplevit-b16, hybrid-b16";

    [Fact]
    public void Words_become_settings()
    {
        var arguments = SummaryArguments.Parse(
            ["resnet38", "--attention", "2,4", "--input", "1x28x20", "--classes", "10", "--width", "0.5", "--convention", "multiply-adds", "--json"]);
        var expected = new SummaryArguments
        {
            Model = "resnet38", Attention = "2,4", Channels = 1, Image = new ImageSize(28, 20), Classes = 10, Width = 0.5,
            Convention = CostConvention.MultiplyAdds, Json = true,
        };
        Assert.Equal(expected, arguments);
    }

    [Theory]
    [InlineData("", "no model is named: choose from " + Names)]
    [InlineData("resnet51", "no model is called resnet51: choose from " + Names)]
    [InlineData("resnet50 --input 224x224", "--input 224x224 is not of the form CxHxW, channels (up to 1024), height and width (up to 4096), for example 3x224x224")]
    [InlineData("resnet50 --input 3x-1x224", "--input 3x-1x224 is not of the form CxHxW, channels (up to 1024), height and width (up to 4096), for example 3x224x224")]
    [InlineData("resnet50 --input 3x5000x224", "--input 3x5000x224 is not of the form CxHxW, channels (up to 1024), height and width (up to 4096), for example 3x224x224")]
    [InlineData("resnet50 --attention 1,5", "--attention 1,5 is not full, conv-stem, none, or some of the groups 1,2,3,4 with commas between them")]
    [InlineData("resnet50 --attention 1,1", "--attention 1,1 is not full, conv-stem, none, or some of the groups 1,2,3,4 with commas between them")]
    [InlineData("resnet50 --width 1e9", "--width 1e9 is not a factor above 0 and at most 4, for example 0.5")]
    [InlineData("resnet50 --classes many", "--classes many is not a whole number from 1 to 100000")]
    [InlineData("resnet50 --convention macs", "--convention macs is not one of paper, simple, multiply-adds")]
    [InlineData("resnet50 --classes", "--classes is not an option, or has no value")]
    [InlineData("resnet50 --depth 3", "--depth is not an option of summary")]
    [InlineData("vit-b16 --attention full", "--attention and --width are for the resnets: vit-b16 has neither")]
    public void Wrong_words_are_answered_in_one_line(string line, string message)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(message, Assert.Throws<ArgumentProblem>(() => ModelSummary.Of(SummaryArguments.Parse(words))).Message);
    }

    [Theory]
    [InlineData("vit-b32 --input 3x224x230", "the image is 224×230, which patches of patchSize 32 do not fill")]
    [InlineData("resnet26 --attention full --input 3x226x224", "the image is 226×224, which blocks of block 4 do not fill")]
    public void An_image_that_does_not_fit_is_named(string line, string message)
    {
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => ModelSummary.Of(SummaryArguments.Parse(line.Split(' ')))).Message);
    }

    [Theory]
    [InlineData("resnet50 --attention full --input 3x224x224", 18_007_440)]
    [InlineData("resnet50 --attention 2,3,4", 18_089_064)]
    [InlineData("resnet38 --attention conv-stem", 14_173_384)]
    [InlineData("resnet18", 11_689_512)]
    [InlineData("resnet34 --input 3x97x65", 21_797_672)]
    [InlineData("vit-h14", 632_045_800)]
    [InlineData("vit-b16 --input 3x384x384", 86_859_496)]
    [InlineData("hybrid-b16", 95_307_560)]
    public void A_summary_has_layers_and_totals(string line, long parameters)
    {
        var summary = ModelSummary.Of(SummaryArguments.Parse(line.Split(' ')));
        Assert.Equal(parameters, summary.Costs.Parameters);

        using var json = JsonDocument.Parse(summary.ToJson());
        var root = json.RootElement;
        Assert.Equal(parameters, root.GetProperty("parameters").GetInt64());
        Assert.Equal(root.GetProperty("flops").GetInt64(), root.GetProperty("layers").EnumerateArray().Sum(layer => layer.GetProperty("flops").GetInt64()));
        Assert.Equal(summary.Costs.Layers.Count, root.GetProperty("layers").GetArrayLength());

        var text = SummaryText.Of(summary);
        Assert.Contains($"parameters     {parameters,20:N0}", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n').Where(each => !each.StartsWith("note", StringComparison.Ordinal)), each => Assert.True(each.Length <= 110, each));
    }

    [Fact]
    public void Blocks_that_repeat_are_shown_once()
    {
        var text = SummaryText.Of(ModelSummary.Of(SummaryArguments.Parse(["vit-ti16"])));
        Assert.Contains("blocks.1 to 11: as the block before, 444,864 parameters, 205.8 MFLOPs each", text, StringComparison.Ordinal);
        Assert.DoesNotContain("blocks.2", text, StringComparison.Ordinal);
    }
}
