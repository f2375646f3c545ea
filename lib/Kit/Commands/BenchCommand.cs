using System.CommandLine;
using Plotly.NET.CSharp;
using VisionAttention.Kit.Bench;
using VisionAttention.Kit.Platform;
using VisionAttention.Kit.Training;

namespace VisionAttention.Kit.Commands;

/// <summary>./kit bench: figures measured side by side in one run. None of them is a test.</summary>
internal static class BenchCommand
{
    private static readonly Dictionary<string, Func<Action<string>, CancellationToken, BenchReport>> Benches = new()
    {
        ["attention"] = AttentionBench.Run,
        ["engine"] = EngineBench.Run,
        ["resnet"] = ResNetBench.Run,
        ["data"] = DataBench.Run,
        ["kernel"] = KernelBench.Run,
    };

    /// <summary>The command with its options.</summary>
    public static Command Create(Terminal terminal)
    {
        var subject = new Argument<string>("what")
        {
            Description = "attention: the fused engine beside the 3×3 convolution. "
                + "engine: the inner loops of the fused engine one by one, beside multiply-adds alone. "
                + "resnet: a ResNet-26 of attention beside its convolutional twin. "
                + "data: the loader of batches beside the training steps that consume them. "
                + "kernel: start, cells, completion, memory and interrupts of the C# kernel, beside ipykernel and dotnet-interactive where they are installed.",
        };
        subject.AcceptOnlyFromAmong([.. Benches.Keys]);
        var json = new Option<bool>("--json") { Description = "Prints the figures as JSON." };
        var plot = new Option<string>("--plot") { Description = "Also draws growth with image and window, as a page to open in a browser (attention).", HelpName = "FILE.html" };
        var device = new DeviceCliOption();
        device.Option.Description = "Measures on that device, at the sizes of ImageNet's networks (attention, resnet); cuda:0 where there is a GPU.";
        var tiny = new Option<bool>("--tiny") { Description = "With --device: sizes that take seconds on a processor, to see that it runs." };
        var command = new Command("bench", "Measures, and prints ratios. Leave the machine alone meanwhile.") { subject, device.Option, tiny, json, plot };
        command.SetAction(parsed =>
        {
            var what = parsed.GetValue(subject)!;
            if (parsed.GetValue(device.Option) is not null)
            {
                if (what is not ("attention" or "resnet") || parsed.GetValue(plot) is not null)
                    throw new UsageProblem($"--device is for attention and resnet without --plot: leave it out");
                var bench = new DeviceBench(device.Device(parsed), parsed.GetValue(tiny), terminal.Error.WriteLine, terminal.Cancellation);
                Print(what == "attention" ? bench.Layers() : bench.Networks());
                return;
            }

            if (parsed.GetValue(tiny))
                throw new UsageProblem("--tiny is for a bench with --device: leave it out");
            var file = parsed.GetValue(plot);
            if (file is not null && what != "attention")
                throw new UsageProblem("--plot is for attention: leave it out");
            // Before minutes of measuring.
            if (file is not null && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))))
                throw new IOException($"{file} cannot be written, its folder is not there");
            var report = Benches[what](terminal.Error.WriteLine, terminal.Cancellation);
            Print(report);
            if (file is not null)
                report.Chart?.SaveHtml(file);

            void Print(BenchReport measured) => terminal.Out.WriteLine(parsed.GetValue(json) ? measured.ToJson() : measured.ToText());
        });
        return command;
    }
}
