using System.CommandLine;
using VisionAttention.Kit.Notebooks;
using VisionAttention.Kit.Notebooks.Figures;
using VisionAttention.Kit.Setup;

namespace VisionAttention.Kit.Commands;

/// <summary>./kit publish</summary>
internal static class PublishCommand
{
    /// <summary>The command with its arguments.</summary>
    public static Command Create()
    {
        var lessons = new Argument<string[]>("LESSON")
        {
            Description = "Lessons by number or name, for example: 05 or 08-train. None means all.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var check = new Option<bool>("--check") { Description = "Execute nothing; fail when a notebook is out of date or lacks a still picture." };
        var noExecute = new Option<bool>("--no-execute") { Description = "Keep the outputs that are there; only add still pictures of the charts and draw the diagrams." };
        var command = new Command(
            "publish",
            "Makes the notebooks as they are committed: executes the lessons in order, puts a still picture beside every chart for readers\n"
            + "without scripts, and writes notebooks/*.ipynb. Learners never need it; it needs chromium (./kit setup --tests).")
        {
            lessons, check, noExecute,
        };
        command.SetAction(async (arguments, cancellation) =>
        {
            var context = SetupContext.Current();
            var chosen = Lesson.Choose(context.Workspace.Notebooks, arguments.GetValue(lessons) ?? []);
            if (arguments.GetValue(check))
                return Check(context, chosen);
            var execute = !arguments.GetValue(noExecute);
            if (execute)
                await new SetupRunner(context).RunAsync(SetupRunner.Tests, force: false, cancellation);
            foreach (var lesson in chosen)
                await PublishAsync(context, lesson, execute, cancellation);
            if (CourseMap.Write(context.Workspace.Notebooks))
                context.Report.Line("publish", "green", "notebooks/README.md: the table of the lessons and their words, written");
            if (CourseFigures.Write(context.Workspace.Notebooks) is { Count: > 0 } drawn)
                context.Report.Line("publish", "green", $"notebooks/figures: {string.Join(", ", drawn.Select(figure => figure.Name))}, drawn");
            return execute ? Check(context, chosen) : 0;
        });
        return command;
    }

    private static async Task PublishAsync(SetupContext context, Lesson lesson, bool execute, CancellationToken cancellation)
    {
        var publisher = new Publisher(context);
        var notebook = execute
            ? await publisher.ExecuteAsync(
                lesson, (cell, cells, id) => context.Report.Live($"publish {lesson.Name}: cell {cell} of {cells}, {id}"), cancellation)
            : NotebookFile.Read(lesson.Path);
        var drawn = await publisher.AddPicturesAsync(notebook, cancellation);
        var before = await File.ReadAllTextAsync(lesson.Path, cancellation);
        var changed = before != notebook.Text();
        if (changed)
            notebook.Write(lesson.Path);
        if (lesson.Name == GalleryPictures.Gallery)
            GalleryPictures.Write(notebook, context.Workspace);
        LessonFigures.Write(notebook, context.Workspace);
        context.Report.Line("publish", "green", $"{lesson.Name}: {notebook.Charts.Count} charts, {drawn} still pictures drawn, {(changed ? "written" : "nothing changed")}");
    }

    private static int Check(SetupContext context, IReadOnlyList<Lesson> lessons)
    {
        var problems = lessons
            .SelectMany(lesson => PublishedLesson.Problems(lesson.Name, NotebookFile.Read(lesson.Path), context.Workspace.Root, Environment.MachineName))
            .Concat(MapProblems(context.Workspace))
            .Concat(CourseFigures.Outdated(context.Workspace.Notebooks).Select(figure => $"notebooks/{figure.Address} is not what the kit draws. Fix: ./kit publish --no-execute"))
            .ToArray();
        foreach (var problem in problems)
            Console.Error.WriteLine($"kit: {problem}");
        context.Report.Line("publish", problems.Length == 0 ? "green" : "red", $"{lessons.Count} notebooks checked, {problems.Length} problems");
        return problems.Length == 0 ? 0 : 1;
    }

    private static IEnumerable<string> MapProblems(Workspace workspace)
    {
        var map = File.ReadAllText(CourseMap.PathIn(workspace.Notebooks));
        if (CourseMap.Renew(map, Lesson.All(workspace.Notebooks)) != map)
            yield return "notebooks/README.md is not what the notebooks say. Fix: ./kit publish --no-execute";
    }
}
