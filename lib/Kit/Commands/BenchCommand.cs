using System.CommandLine;

namespace VisionAttention.Kit.Commands;

/// <summary>./kit bench: figures measured side by side in one run. None of them is a test.</summary>
internal static class BenchCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var subject = new Argument<string>("what")
        {
            Description = "torch: small operators and training steps against Python's torch, where python3-torch is installed. "
                + "attention: the fused engine beside the 3×3 convolution. "
                + "resnet: a ResNet-26 of attention beside its convolutional twin. "
                + "kernel: start, cells, completion, memory and interrupts of the C# kernel, beside ipykernel where it is installed.",
        };
        subject.AcceptOnlyFromAmong("torch", "attention", "resnet", "kernel");
        var json = new Option<bool>("--json") { Description = "Prints the figures as JSON." };
        var command = new Command("bench", "Measures, and prints ratios. Leave the machine alone meanwhile.") { subject, json };
        command.SetAction((arguments, cancellation) => ToolProgram.RunAsync(
            "Bench", arguments.GetValue(json) ? [arguments.GetValue(subject)!, "--json"] : [arguments.GetValue(subject)!], cancellation));
        return command;
    }
}
