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
            Description = "attention: the fused engine beside the 3×3 convolution. "
                + "kernels: the fused engine's kernels one by one, beside multiply-adds alone. "
                + "resnet: a ResNet-26 of attention beside its convolutional twin. "
                + "data: the loader of batches beside the training steps that consume them. "
                + "kernel: start, cells, completion, memory and interrupts of the C# kernel, beside ipykernel where it is installed.",
        };
        subject.AcceptOnlyFromAmong("attention", "kernels", "resnet", "data", "kernel");
        var json = new Option<bool>("--json") { Description = "Prints the figures as JSON." };
        var plot = new Option<string>("--plot") { Description = "Also draws growth with image and window, as a page to open in a browser (attention).", HelpName = "FILE.html" };
        var command = new Command("bench", "Measures, and prints ratios. Leave the machine alone meanwhile.") { subject, json, plot };
        command.SetAction((arguments, cancellation) =>
        {
            var name = arguments.GetValue(subject)!;
            // The engine's insides are a program of their own, so that nothing else is built with them.
            var isInside = name == "kernels";
            List<string> passed = isInside ? [] : [name];
            if (arguments.GetValue(json))
                passed.Add("--json");
            if (arguments.GetValue(plot) is { } file)
                passed.AddRange(["--plot", file]);
            return ToolProgram.RunAsync(isInside ? "Kernels" : "Bench", passed, cancellation);
        });
        return command;
    }
}
