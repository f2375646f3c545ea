using VisionAttention.Kit.Commands;
using VisionAttention.Kit.Platform;

namespace Kit.Tests.Commands;

/// <summary>What the one program offers, here and in the archive of `./kit pack`.</summary>
public sealed class KitProgramTests
{
    private static readonly string[] Training = ["ablate", "evaluate", "finetune", "predict", "runs", "train"];

    [Fact]
    public async Task The_kit_offers_everything_and_its_archive_only_trains()
    {
        var (all, archive) = (await CommandsAsync(trainsOnly: false), await CommandsAsync(trainsOnly: true));

        Assert.Equal(Training, archive.Order());
        Assert.Empty(Training.Concat(["run", "test", "setup", "doctor", "bench", "verify", "pack"]).Except(all));
    }

    [Theory]
    [InlineData("train --speed 3", 2, "kit train: --speed is not known here; kit train --help shows what there is")]
    [InlineData("runs plot", 2, "kit runs plot: ")]
    [InlineData("runs plot nowhere", 2, "kit runs plot: nowhere is no training run")]
    [InlineData("release a b", 1, "Unrecognized command or argument 'b'.")]
    public async Task A_wrong_line_says_what_is_wrong(string line, int code, string message)
    {
        using var error = new StringWriter();
        var terminal = new Terminal(TextWriter.Null, error, IsTerminal: false, CancellationToken.None);

        Assert.Equal(code, await KitProgram.RunAsync(line.Split(' '), terminal, listen: () => { }, trainsOnly: false));

        Assert.StartsWith(message, error.ToString(), StringComparison.Ordinal);
    }

    private static async Task<List<string>> CommandsAsync(bool trainsOnly)
    {
        using var output = new StringWriter();
        var terminal = new Terminal(output, TextWriter.Null, IsTerminal: false, CancellationToken.None);
        Assert.Equal(0, await KitProgram.RunAsync(["--help"], terminal, listen: () => { }, trainsOnly));
        var lines = output.ToString().Split('\n');
        return [.. lines.SkipWhile(line => line.Trim() != "Commands:").Skip(1).Where(line => line.StartsWith("  ", StringComparison.Ordinal) && line.Length > 2 && line[2] != ' ').Select(line => line.Trim().Split(' ')[0])];
    }
}
