using System.CommandLine;
using System.Text.Json;
using VisionAttention.Kit;
using VisionAttention.Kit.Commands;
using VisionAttention.Kit.Platform;

namespace VisionAttention.Tests.Costs;

/// <summary>./kit summary</summary>
public class SummaryTests
{
    private const string Names =
        "resnet18, resnet26, resnet34, resnet38, resnet50, vit-ti16, vit-s16, vit-b16, vit-b32, vit-l16, vit-l32, vit-h14, "
        + "deit-ti16-distilled, deit-s16-distilled, deit-b16-distilled, simplevit-ti16, simplevit-s16, simplevit-b16, hybrid-b16, clip-vit-b32, clip-vit-b16, clip-vit-l14, clip-vit-l14-336";

    [Fact]
    public void Words_become_settings()
    {
        using var json = JsonDocument.Parse(Run("resnet38 --attention 2,4 --input 1x28x20 --classes 10 --width 0.5 --convention multiply-adds --json"));
        var root = json.RootElement;
        Assert.Equal(("resnet38", "2,4", 0.5), (root.GetProperty("model").GetString(), root.GetProperty("attention").GetString(), root.GetProperty("width").GetDouble()));
        Assert.Equal([1L, 28, 20], root.GetProperty("input").EnumerateArray().Select(side => side.GetInt64()));
        Assert.Equal((10, "multiply-adds"), (root.GetProperty("classes").GetInt32(), root.GetProperty("convention").GetString()));
    }

    [Theory]
    [InlineData("resnet51", "no model is called resnet51: choose from " + Names)]
    [InlineData("resnet50 --input 3x5000x224", "--input 3x5000x224 is not of the form CxHxW, channels (up to 1024), height and width (up to 4096), for example 3x224x224")]
    [InlineData("resnet50 --attention 1,1", "--attention 1,1 is not full, conv-stem, none, or some of the groups 1,2,3,4 with commas between them")]
    [InlineData("resnet50 --width 1e9", "--width 1e9 is not a factor above 0 and at most 4, for example 0.5")]
    [InlineData("resnet50 --classes many", "--classes many is not a whole number from 1 to 100000")]
    [InlineData("clip-vit-b16 --classes 10", "--attention, --width and --classes are for classifiers: clip-vit-b16 compares images with texts and has none of them")]
    [InlineData("vit-b16 --attention full", "--attention and --width are for the resnets: vit-b16 has neither")]
    public void Wrong_words_are_answered_in_one_line(string line, string message) => Assert.Equal(message, Assert.Throws<UsageProblem>(() => Run(line)).Message);

    [Theory]
    [InlineData("resnet50 --attention 2,3,4", 18_089_064)]
    [InlineData("resnet34 --input 3x97x65", 21_797_672)]
    [InlineData("vit-h14", 632_045_800)]
    [InlineData("vit-b16 --input 3x384x384", 86_859_496)]
    [InlineData("hybrid-b16", 95_307_560)]
    [InlineData("clip-vit-b32 --input 3x224x256", 151_277_313 + 7 * 768)]
    [InlineData("clip-vit-l14-336", 427_944_193)]
    public void A_summary_has_layers_and_totals(string line, long parameters)
    {
        using var json = JsonDocument.Parse(Run(line + " --json"));
        var root = json.RootElement;
        Assert.Equal(parameters, root.GetProperty("parameters").GetInt64());
        Assert.Equal(root.GetProperty("flops").GetInt64(), root.GetProperty("layers").EnumerateArray().Sum(layer => layer.GetProperty("flops").GetInt64()));

        var text = Run(line);
        Assert.Contains($"parameters     {parameters,20:N0}", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n').Where(each => !each.StartsWith("note", StringComparison.Ordinal)), each => Assert.True(each.Length <= 110, each));
    }

    [Fact]
    public void Blocks_that_repeat_are_shown_once()
    {
        var text = Run("vit-ti16");
        Assert.Contains("blocks.1 to 11: as the block before, 444,864 parameters, 205.8 MFLOPs each", text, StringComparison.Ordinal);
        Assert.DoesNotContain("blocks.2", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_towers_of_a_CLIP_stand_one_after_the_other()
    {
        var text = Run("clip-vit-b32");
        Assert.StartsWith("clip-vit-b32, input 3×224×224\n", text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("visual.blocks.1 to 11: as the block before, 7,087,872 parameters", text, StringComparison.Ordinal);
        Assert.Contains("text.blocks.1 to 11: as the block before, 3,152,384 parameters", text, StringComparison.Ordinal);
        Assert.EndsWith("note: for one image and one text of 77 tokens; attention over texts counts whole, though a token looks back only", text.TrimEnd(), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Run("clip-vit-l14-336 --json"));
        Assert.Equal([3L, 336, 336], json.RootElement.GetProperty("input").EnumerateArray().Select(side => side.GetInt64()));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("classes").ValueKind);
    }

    private static string Run(string line)
    {
        using var output = new StringWriter();
        var parsed = SummaryCommand.Create(new Terminal(output, TextWriter.Null, IsTerminal: false, CancellationToken.None)).Parse(line.Split(' '));
        Assert.Empty(parsed.Errors);
        Assert.Equal(0, parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false }));
        return output.ToString();
    }
}
