using System.CommandLine;
using VisionAttention.Kit.Setup;

namespace VisionAttention.Kit.Commands;

/// <summary>./kit setup</summary>
internal static class SetupCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var profile = new Option<string?>("--profile")
        {
            Description = "official: TorchSharp and Plotly.NET from the NuGet feed. bundled: the stand-ins in lib/Bundled over the machine's "
                + "libtorch. Left out, the feed is asked once and what it can serve decides.",
            HelpName = "official|bundled",
        };
        profile.AcceptOnlyFromAmong(ProfileStep.Profiles);
        var force = new Option<bool>("--force") { Description = "Do every step again, also those that are in place." };
        var tests = new Option<bool>("--tests") { Description = "Also install what only the tests need: a browser without a window, and Python's torch." };
        var command = new Command(
            "setup",
            "Installs and builds what the lessons need; steps that are in place are skipped in milliseconds.\n"
            + "Changes outside the checkout: missing Debian packages (environment.json lists them). Everything else goes to artifacts/ and data/.")
        {
            profile, force, tests,
        };
        command.SetAction(async (arguments, cancellation) =>
        {
            var context = SetupContext.Current() with { RequestedProfile = arguments.GetValue(profile) };
            var steps = arguments.GetValue(tests) ? SetupRunner.Tests : SetupRunner.Lessons;
            await new SetupRunner(context).RunAsync(steps, arguments.GetValue(force), cancellation);
            var choice = ProfileStep.Chosen(context.Workspace)!;
            context.Report.Line($"profile {choice.Profile} on {choice.Device}: {choice.Reason}");
            return 0;
        });
        return command;
    }
}
