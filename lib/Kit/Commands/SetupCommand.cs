using System.CommandLine;
using VisionAttention.Kit.Setup;

namespace VisionAttention.Kit.Commands;

/// <summary>./kit setup</summary>
internal static class SetupCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var force = new Option<bool>("--force") { Description = "Do every step again, also those that are in place." };
        var tests = new Option<bool>("--tests") { Description = "Also install what only the tests need: a browser without a window, and Python's torch." };
        var command = new Command(
            "setup",
            "Installs and builds what the lessons need; steps that are in place are skipped in milliseconds.\n"
            + "Changes outside the checkout: missing Debian packages (environment.json lists them). Everything else goes to artifacts/ and data/; NuGet's packages go to NUGET_PACKAGES where that is set.")
        {
            force, tests,
        };
        command.SetAction(async (arguments, cancellation) =>
        {
            var context = SetupContext.Current();
            var steps = arguments.GetValue(tests) ? SetupRunner.Tests : SetupRunner.Lessons;
            if (!await new SetupRunner(context).RunAsync(steps, arguments.GetValue(force), cancellation))
                context.Report.Line("setup", "grey", "everything is in place");
            return 0;
        });
        return command;
    }
}
