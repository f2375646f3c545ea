using System.CommandLine;
using System.Text.Json.Nodes;
using TorchSharp;
using VisionAttention.Kit.Platform;
using VisionAttention.Kit.Training;
using VisionAttention.Kit.Verify;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Commands;

/// <summary>./kit verify: holds the library to a folder of golden numbers.</summary>
internal static class VerifyCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create(Terminal terminal)
    {
        var golden = new Option<string>("--golden")
        {
            Description = "The folder of a golden manifest (manifest.json and the arrays it names).",
            HelpName = "DIR",
            Required = true,
        };
        var device = new DeviceCliOption();
        device.Option.Description = "Where the cases are computed. Default: cpu.";
        var json = new Option<bool>("--json") { Description = "Prints one JSON object: the counts, and the cases that failed with why." };
        var command = new Command(
            "verify",
            "Computes every case of a golden manifest that the library supports and compares values and gradients.\n"
            + "Ends with one line: N passed, M failed, K skipped.")
        {
            golden, device.Option, json,
        };
        command.SetAction(parsed =>
        {
            var place = parsed.GetValue(device.Option) is null ? CPU : device.Device(parsed);
            // Ten bits after the point, which convolutions would take by themselves, are above every tolerance.
            if (place.type != DeviceType.CPU)
                backends.cudnn.allow_tf32 = false;
            var counts = new int[3];
            var failures = new JsonObject();
            foreach (var file in GoldenSuite.Files(Path.GetFullPath(parsed.GetValue(golden)!)))
            {
                terminal.Cancellation.ThrowIfCancellationRequested();
                var result = GoldenSuite.Run(file, place);
                counts[(int)result.Outcome]++;
                if (result.Outcome == GoldenOutcome.Failed)
                    failures[result.Name] = result.Reason;
                if (!parsed.GetValue(json))
                    terminal.Out.WriteLine($"{result.Outcome.ToString().ToLowerInvariant(),-8}{result.Name}{(result.Reason.Length > 0 ? "  " + result.Reason : "")}");
            }

            if (counts[0] == 0 && counts[1] == 0)
                terminal.Error.WriteLine("kit verify: nothing was compared, since every case was skipped. Fix: name a golden set with a case that the library supports");
            terminal.Out.WriteLine(parsed.GetValue(json)
                ? new JsonObject { ["device"] = place.ToString(), ["passed"] = counts[0], ["failed"] = counts[1], ["skipped"] = counts[2], ["failures"] = failures }.ToJsonString()
                : $"{counts[0]} passed, {counts[1]} failed, {counts[2]} skipped");
            return counts[1] == 0 && counts[0] > 0 ? 0 : ExitCode.Failed;
        });
        return command;
    }
}
