using VisionAttention.Kit.Commands;
using VisionAttention.Kit.Platform;

namespace Kit.Tests.Commands;

/// <summary>What `./kit summary` and `./kit paper-costs` take.</summary>
public sealed class AnalysisCommandTests
{
    private static readonly Terminal Nowhere = new(TextWriter.Null, TextWriter.Null, IsTerminal: false, CancellationToken.None);

    [Theory]
    [InlineData("resnet50 --attention full --input 3x224x224 --json")]
    [InlineData("vit-b16 --classes 10 --convention simple")]
    [InlineData("resnet26 --attention 1,2,3 --width 0.5")]
    public void A_summary_takes_a_model_and_its_options(string line) =>
        Assert.Empty(SummaryCommand.Create(Nowhere).Parse(line.Split(' ')).Errors);

    [Theory]
    [InlineData("", "MODEL")]
    [InlineData("resnet50 vit-b16", "vit-b16")]
    [InlineData("resnet50 --input", "--input")]
    [InlineData("resnet50 --depth 3", "--depth")]
    public void A_summary_refuses_other_words(string line, string named)
    {
        var errors = SummaryCommand.Create(Nowhere).Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Errors;
        Assert.Contains(errors, error => error.Message.Contains(named, StringComparison.Ordinal));
    }

    [Fact]
    public void Paper_costs_takes_nothing_but_json()
    {
        Assert.Empty(PaperCostsCommand.Create(Nowhere).Parse(["--json"]).Errors);
        Assert.NotEmpty(PaperCostsCommand.Create(Nowhere).Parse(["resnet50"]).Errors);
    }
}
