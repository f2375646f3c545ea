using VisionAttention.Kit.Platform;
using VisionAttention.Kit.Setup;

namespace VisionAttention.Kit.Commands;

/// <summary>A program of the kit that knows tensors, which the kit itself does not: built when it is asked for, then handed the terminal.</summary>
internal static class ToolProgram
{
    /// <summary>Sets up what lessons need, builds the program and runs it.</summary>
    /// <param name="name">Folder below lib/Kit and project, for example Verify.</param>
    /// <param name="arguments">What it is started with.</param>
    /// <param name="cancellation">Ends the build or the program.</param>
    /// <param name="endsByItself">Whether the program, when it is to end, is asked and waited for, because it has something to keep first.</param>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(string name, IReadOnlyList<string> arguments, CancellationToken cancellation, bool endsByItself = false)
    {
        // The program's output may be for another program; what set-up says is not part of it.
        var context = SetupContext.Current() with { Report = Report.ToErrors() };
        await new SetupRunner(context).RunAsync(SetupRunner.Lessons, force: false, cancellation);
        await BuildAsync(context, name, cancellation);
        var program = context.Workspace.At("artifacts", "bin", name, "release", $"kit-{name.ToLowerInvariant()}.dll");
        return await context.Processes.RunAttachedAsync(context.Machine.Dotnet, [program, .. arguments], new ProcessOptions { EndsByItself = endsByItself }, cancellation);
    }

    private static async Task BuildAsync(SetupContext context, string name, CancellationToken cancellation)
    {
        var project = $"lib/Kit/{name}/{name}.csproj";
        if (!File.Exists(context.Workspace.At(project)))
        {
            throw new KitException($"{project} is missing", "git checkout lib/Kit");
        }

        var log = Path.Combine(context.Workspace.SetupFolder, $"{name.ToLowerInvariant()}.log");
        var options = new ProcessOptions { WorkingDirectory = context.Workspace.Root, LogFile = log, OnLine = context.Report.Live };
        var build = await context.Processes.RunAsync(
            context.Machine.Dotnet, ["build", project, "-c", "Release", "-v", "quiet", "-tl:off"], options, cancellation);
        if (!build.Succeeded)
        {
            throw FailureText.OfProgram($"building {project}", build, $"see {log}");
        }
    }
}
