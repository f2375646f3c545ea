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
        var command = new Command("lab", "Sets up what is missing and starts Jupyter on the lessons with our kernel; Ctrl-C ends it.") { port, browser };
        command.SetAction(async (arguments, cancellation) =>
        {
            var context = SetupContext.Current();
            await new SetupRunner(context).RunAsync(SetupRunner.Lessons, force: false, cancellation);
            context.Report.Line("lab  ", "blue", "starting Jupyter; it prints the address to open, Ctrl-C ends it");
            // Served from the root, so that a lesson's page can load ../artifacts/web/plotly.min.js.
            List<string> words =
            [
                "notebook", $"--notebook-dir={context.Workspace.Root}", "--NotebookApp.default_url=/tree/notebooks", $"--port={arguments.GetValue(port)}",
            ];
            if (context.Machine.IsRoot)
                words.Add("--allow-root");
            if (!arguments.GetValue(browser))
                words.Add("--no-browser");
            var options = new ProcessOptions { WorkingDirectory = context.Workspace.Root, Variables = new LessonRunner(context).JupyterVariables() };
            return await context.Processes.RunAttachedAsync("/usr/bin/jupyter", words, options, cancellation);
        });
        return command;
    }
}
