using System.CommandLine;
using VisionAttention.Kit.Platform;
using VisionAttention.Kit.Verify;

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
        var command = new Command(
            "verify",
            "Computes every case of a golden manifest that the library supports and compares values and gradients.\n"
            + "Ends with one line: N passed, M failed, K skipped.")
        {
            golden,
        };
        command.SetAction(parsed =>
        {
            var counts = new int[3];
            foreach (var file in GoldenSuite.Files(Path.GetFullPath(parsed.GetValue(golden)!)))
            {
                terminal.Cancellation.ThrowIfCancellationRequested();
                var result = GoldenSuite.Run(file);
                counts[(int)result.Outcome]++;
                terminal.Out.WriteLine($"{result.Outcome.ToString().ToLowerInvariant(),-8}{result.Name}{(result.Reason.Length > 0 ? "  " + result.Reason : "")}");
            }

            if (counts[0] == 0 && counts[1] == 0)
                terminal.Error.WriteLine("kit verify: nothing was compared, since every case was skipped. Fix: name a golden set with a case that the library supports");
            terminal.Out.WriteLine($"{counts[0]} passed, {counts[1]} failed, {counts[2]} skipped");
            return counts[1] == 0 && counts[0] > 0 ? 0 : ExitCode.Failed;
        });
        return command;
    }
}
