using System.CommandLine;
using VisionAttention.Kit.Notebooks;
using VisionAttention.Kit.Platform;
using VisionAttention.Kit.Setup;

namespace VisionAttention.Kit.Commands;

/// <summary>./kit lab</summary>
internal static class LabCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "The port; the next free one is taken when it is in use.", DefaultValueFactory = _ => 8888 };
        var browser = new Option<bool>("--browser") { Description = "Open a browser window, too." };
        var copies = new Option<bool>("--copies") { Description = "Make your copies of the lessons and end; open them in VS Code." };
        var reset = new Option<string[]>("--reset")
        {
            HelpName = "LESSON", Description = "Put a fresh copy in the place of yours, for example of 05, and end. Yours is kept beside it.", AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command(
            "lab",
            "Sets up what is missing and starts Jupyter on your own copies of the lessons, notebooks/work/, with our kernel; Ctrl-C ends it.\n"
            + "A copy is made once; what you write into it stays.")
        {
            port, browser, copies, reset,
        };
        command.SetAction(async (arguments, cancellation) =>
        {
            var context = SetupContext.Current();
            var own = new WorkCopies(context.Workspace.Notebooks, context.Workspace.WorkFolder, context.Workspace.Root);
            if (arguments.GetValue(reset) is { Length: > 0 } words)
                return Reset(context, own, Lesson.Choose(context.Workspace.Notebooks, words));
            await new SetupRunner(context).RunAsync(SetupRunner.Lessons, force: false, cancellation);
            foreach (var lesson in own.Make(Lesson.All(context.Workspace.Notebooks)))
                context.Report.Line("lab  ", "yellow", $"{lesson.Name} has changed since your copy was made: ./kit lab --reset {lesson.Name[..2]} gives a fresh one and keeps yours");
            context.Report.Line("lab  ", "green", $"your copies of the lessons: {context.Workspace.Relative(own.Folder)}");
            return arguments.GetValue(copies) ? 0 : await ServeAsync(context, own, arguments.GetValue(port), arguments.GetValue(browser), cancellation);
        });
        return command;
    }

    private static int Reset(SetupContext context, WorkCopies own, IReadOnlyList<Lesson> lessons)
    {
        foreach (var lesson in lessons)
        {
            var kept = own.Reset(lesson, DateTime.Now);
            context.Report.Line("lab  ", "green", $"{lesson.Name}: a fresh copy{(kept is null ? "" : $"; yours is {context.Workspace.Relative(kept)}")}");
        }
        return 0;
    }

    private static async Task<int> ServeAsync(SetupContext context, WorkCopies own, int port, bool opensBrowser, CancellationToken cancellation)
    {
        context.Report.Line("lab  ", "blue", "starting Jupyter; it prints the address to open, Ctrl-C ends it");
        // Served from the root where the copies lie in it, so that a page's links to the committed files lead somewhere.
        var inside = Path.GetRelativePath(context.Workspace.Root, own.Folder).Replace('\\', '/');
        var isInside = !inside.StartsWith("..", StringComparison.Ordinal);
        List<string> words =
        [
            "notebook", $"--notebook-dir={(isInside ? context.Workspace.Root : own.Folder)}", $"--NotebookApp.default_url=/tree/{(isInside ? inside : "")}", $"--port={port}",
        ];
        if (context.Machine.IsRoot)
            words.Add("--allow-root");
        if (!opensBrowser)
            words.Add("--no-browser");
        var options = new ProcessOptions { WorkingDirectory = context.Workspace.Root, Variables = new LessonRunner(context).JupyterVariables() };
        return await context.Processes.RunAttachedAsync("/usr/bin/jupyter", words, options, cancellation);
    }
}
