using System.CommandLine;
using VisionAttention.Kit.Setup;

namespace VisionAttention.Kit.Commands;

/// <summary>./kit test</summary>
internal static class TestCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var filter = new Option<string?>("--filter")
        {
            Description = "Only tests that match, in the words of `dotnet test --filter`, for example: FullyQualifiedName~IdxFile",
            HelpName = "expression",
        };
        var command = new Command(
            "test",
            "Sets up what is missing, builds the solution and runs every test; this is what a build server calls.\n"
            + "Ends with one line: N passed, M failed, K skipped. Exit code 1 when a test fails or a project runs none.")
        {
            filter,
        };
        command.SetAction(async (arguments, cancellation) =>
        {
            var context = SetupContext.Current();
            await new SetupRunner(context).RunAsync(SetupRunner.Tests, force: false, cancellation);
            var runner = new TestRunner(context);
            await runner.BuildAsync(cancellation);
            var counts = await runner.RunAsync(arguments.GetValue(filter), cancellation);
            context.Report.Line(counts.Summary);
            return counts.Failed == 0 ? 0 : 1;
        });
        return command;
    }
}
