using System.CommandLine;

namespace VisionAttention.Kit.Commands;

/// <summary>./kit paper-costs: printed parameters and FLOPs beside those of the library's models.</summary>
internal static class PaperCostsCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Prints every cell as JSON, with plain numbers." };
        var command = new Command(
            "paper-costs",
            "Holds the library's models to the parameters and FLOPs that papers print: stand-alone self-attention (Tables 1, 3 to 7), ViT, DeiT.\n"
            + "Every figure is a walk over the layers of a model made for it. Exit code 1 when a figure that must agree does not.")
        {
            json,
        };
        command.SetAction((arguments, cancellation) => ToolProgram.RunAsync(
            "Analysis", arguments.GetValue(json) ? ["paper-costs", "--json"] : ["paper-costs"], cancellation));
        return command;
    }
}
