using VisionAttention.Kit.Commands;
using VisionAttention.Kit.Platform;

namespace Kit.Tests.Commands;

/// <summary>What the one program offers, here and in the archive of `./kit pack`.</summary>
public sealed class KitProgramTests
{
    private static readonly string[] Training = ["ablate", "evaluate", "finetune", "predict", "runs", "train"];

    [Fact]
    public async Task The_kit_offers_everything_and_its_archive_trains_and_measures()
    {
        var (all, archive) = (await CommandsAsync(trainsOnly: false), await CommandsAsync(trainsOnly: true));

        Assert.Equal(Training.Concat(["bench", "verify"]).Order(), archive.Order());
        Assert.Empty(Training.Concat(["run", "test", "setup", "doctor", "bench", "verify", "pack"]).Except(all));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_a_word_there_is_the_help_and_nothing_else(bool trainsOnly) =>
        Assert.Equal(await TextAsync(["--help"], trainsOnly), await TextAsync([], trainsOnly));

    [Theory]
    [InlineData("train --speed 3", 2, "kit train: --speed is not known here; kit train --help shows what there is")]
    [InlineData("runs plot", 2, "kit runs plot: ")]
    [InlineData("runs plot nowhere", 2, "kit runs plot: nowhere is no training run")]
    [InlineData("release a b", 2, "kit release: b is not known here; kit release --help shows what there is")]
    [InlineData("summary", 2, "kit summary: ")]
    [InlineData("summary resnet50 --depth 3", 2, "kit summary: --depth is not known here; kit summary --help")]
    [InlineData("bench everything", 2, "kit bench: Argument 'everything' not recognized. Must be one of: 'attention' 'engine'")]
    [InlineData("data", 2, "kit data: ")]
    [InlineData("data get", 2, "kit data get: ")]
    [InlineData("verify", 2, "kit verify: Option '--golden' is required; kit verify --help")]
    [InlineData("paper-costs now", 2, "kit paper-costs: now is not known here; kit paper-costs --help")]
    [InlineData("dance", 2, "kit: dance is not known here; kit --help")]
    [InlineData("pack --out=", 2, "kit pack: --out has an empty value: ")]
    public async Task A_wrong_line_says_what_is_wrong(string line, int code, string message)
    {
        using var error = new StringWriter();
        var terminal = new Terminal(TextWriter.Null, error, IsTerminal: false, CancellationToken.None);

        Assert.Equal(code, await KitProgram.RunAsync(line.Split(' '), terminal, listen: () => { }, trainsOnly: false));

        Assert.StartsWith(message, error.ToString(), StringComparison.Ordinal);
        Assert.Single(error.ToString().Trim().Split('\n'));
    }

    private static async Task<string> TextAsync(string[] words, bool trainsOnly)
    {
        using var output = new StringWriter();
        Assert.Equal(0, await KitProgram.RunAsync(words, new Terminal(output, output, IsTerminal: false, CancellationToken.None), listen: () => { }, trainsOnly));
        return output.ToString();
    }

    private static async Task<List<string>> CommandsAsync(bool trainsOnly)
    {
        var lines = (await TextAsync(["--help"], trainsOnly)).Split('\n');
        return [.. lines.SkipWhile(line => line.Trim() != "Commands:").Skip(1).Where(line => line.StartsWith("  ", StringComparison.Ordinal) && line.Length > 2 && line[2] != ' ').Select(line => line.Trim().Split(' ')[0])];
    }
}
