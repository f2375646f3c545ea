using System.CommandLine;
using VisionAttention.Kit.Costs;
using VisionAttention.Kit.Platform;

namespace VisionAttention.Kit.Commands;

/// <summary>./kit paper-costs: printed parameters and FLOPs beside those of the library's models.</summary>
internal static class PaperCostsCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create(Terminal terminal)
    {
        var json = new Option<bool>("--json") { Description = "Prints every cell as JSON, with plain numbers." };
        var command = new Command(
            "paper-costs",
            "Holds the library's models to the parameters and FLOPs that papers print: stand-alone self-attention (Tables 1, 3 to 7), ViT, DeiT.\n"
            + "Every figure is a walk over the layers of a model made for it. Exit code 1 when a figure that must agree does not.")
        {
            json,
        };
        command.SetAction(parsed =>
        {
            var costs = PaperCosts.Compute(terminal.Cancellation);
            terminal.Out.WriteLine(parsed.GetValue(json) ? costs.ToJson() : costs.ToText());
            return costs.Agree ? 0 : ExitCode.Failed;
        });
        return command;
    }
}
