using System.CommandLine;

namespace VisionAttention.Kit.Commands;

/// <summary>./kit verify: hands over to a program that knows tensors, which the kit itself does not.</summary>
internal static class VerifyCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
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
        command.SetAction((arguments, cancellation) => ToolProgram.RunAsync(
            "Verify", ["--golden", Path.GetFullPath(arguments.GetValue(golden)!)], cancellation));
        return command;
    }
}
