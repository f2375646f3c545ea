using System.CommandLine;
using System.Globalization;
using VisionAttention.Kit.Notebooks;
using VisionAttention.Kit.Setup;

namespace VisionAttention.Kit.Commands;

/// <summary>./kit run</summary>
internal static class RunCommand
{
    /// <summary>The command with its arguments.</summary>
    public static Command Create()
    {
        var lessons = new Argument<string[]>("LESSON")
        {
            Description = "Lessons by number or name, for example: 05 or 08-train. None means all.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command(
            "run",
            "Sets up what is missing, executes the lessons in order and shows what they produced.\n"
            + "Writes artifacts/run/: each lesson as executed notebook and as page, and index.html that links them. Ends with exit code 1 "
            + "when a cell fails, naming lesson, cell and error.")
        {
            lessons,
        };
        command.SetAction(async (arguments, cancellation) =>
        {
            var context = SetupContext.Current();
            var chosen = Lesson.Choose(context.Workspace.Notebooks, arguments.GetValue(lessons) ?? []);
            await new SetupRunner(context).RunAsync(SetupRunner.Lessons, force: false, cancellation);
            var results = await ExecuteAsync(context, chosen, cancellation);
            return Show(context, results);
        });
        return command;
    }

    private static async Task<List<LessonResult>> ExecuteAsync(
        SetupContext context, IReadOnlyList<Lesson> lessons, CancellationToken cancellation)
    {
        var folder = context.Workspace.RunFolder;
        Directory.CreateDirectory(folder);
        var script = Path.Combine(folder, Path.GetFileName(context.Workspace.PlotlyScript));
        File.Copy(context.Workspace.PlotlyScript, script, overwrite: true);
        var runner = new LessonRunner(context);
        List<LessonResult> results = [];
        foreach (var lesson in lessons)
        {
            var notebook = Path.Combine(folder, $"{lesson.Name}.ipynb");
            var page = Path.Combine(folder, $"{lesson.Name}.html");
            // What an earlier run left must not pass for this run's.
            File.Delete(notebook);
            File.Delete(page);
            if (!context.Report.IsTerminal)
                context.Report.Line($"run   {lesson.Name} ...");
            var result = await runner.RunAsync(
                lesson, notebook, page, (cell, cells, id) => context.Report.Live($"run   {lesson.Name}: cell {cell} of {cells}, {id}"), cancellation);
            context.Report.Line("run  ", result.Failure is null ? "green" : "red", $"{lesson.Name}: {result.CellsDone} of {result.Cells} cells, {Seconds(result.Seconds)} s");
            foreach (var line in result.Results)
                context.Report.Line($"      {line}");
            results.Add(result);
        }

        return results;
    }

    private static int Show(SetupContext context, List<LessonResult> results)
    {
        var index = LessonIndexPage.Write(context.Workspace.RunFolder, results);
        List<string[]> rows = [["lesson", "cells", "seconds", "result"]];
        foreach (var result in results)
            rows.Add([result.Lesson.Name, $"{result.CellsDone}", Seconds(result.Seconds), result.Failure is null ? "ok" : "failed"]);
        context.Report.Table(rows);
        foreach (var failure in results.Select(result => result.Failure).OfType<string>())
            Console.Error.WriteLine($"kit: {failure}");
        context.Report.Line(context.Workspace.Relative(index));
        return results.All(result => result.Failure is null) ? 0 : 1;
    }

    private static string Seconds(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
