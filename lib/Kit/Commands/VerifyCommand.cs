using System.CommandLine;
using VisionAttention.Kit.Platform;
using VisionAttention.Kit.Setup;

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
        command.SetAction(async (arguments, cancellation) =>
        {
            var context = SetupContext.Current();
            await new SetupRunner(context).RunAsync(SetupRunner.Lessons, force: false, cancellation);
            await BuildAsync(context, cancellation);
            var program = context.Workspace.At("artifacts", "bin", "Verify", "release", "kit-verify.dll");
            var folder = Path.GetFullPath(arguments.GetValue(golden)!);
            return await context.Processes.RunAttachedAsync(
                context.Machine.Dotnet, [program, "--golden", folder], cancellation: cancellation);
        });
        return command;
    }

    private static async Task BuildAsync(SetupContext context, CancellationToken cancellation)
    {
        const string Project = "lib/Kit/Verify/Verify.csproj";
        if (!File.Exists(context.Workspace.At(Project)))
        {
            throw new KitException($"{Project} is missing", "git checkout lib/Kit");
        }

        var log = Path.Combine(context.Workspace.SetupFolder, "verify.log");
        var options = new ProcessOptions { WorkingDirectory = context.Workspace.Root, LogFile = log, OnLine = context.Report.Live };
        var build = await context.Processes.RunAsync(
            context.Machine.Dotnet, ["build", Project, "-c", "Release", "-v", "quiet", "-tl:off"], options, cancellation);
        if (!build.Succeeded)
        {
            throw FailureText.ExplainOutput(build.Text, context.Workspace.Root) ?? BuildFailure.Describe(Project, build, log);
        }
    }
}
