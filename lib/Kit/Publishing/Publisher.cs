using VisionAttention.Kit.Notebooks;
using VisionAttention.Kit.Setup;

namespace VisionAttention.Kit.Publishing;

/// <summary>Brings a lesson into the form in which it is committed.</summary>
internal sealed class Publisher(SetupContext context)
{
    /// <summary>Executes a lesson and takes its outputs; what names this checkout or the user's home is replaced.</summary>
    /// <param name="lesson">The lesson.</param>
    /// <param name="progress">Told about each cell, as in <see cref="LessonRunner"/>.</param>
    /// <param name="cancellation">Stops the kernel and ends.</param>
    /// <returns>The notebook, not yet written.</returns>
    /// <exception cref="KitException">A cell failed.</exception>
    public async Task<NotebookFile> ExecuteAsync(Lesson lesson, Action<int, int, string>? progress, CancellationToken cancellation)
    {
        var output = Path.Combine(context.Workspace.SetupFolder, "publish", $"{lesson.Name}.ipynb");
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        File.Delete(output);
        var result = await new LessonRunner(context).RunAsync(lesson, output, html: null, progress, cancellation);
        if (result.Failure is not null || result.Notebook is null)
        {
            throw new KitException(result.Failure ?? $"{lesson.Name}: no notebook came out", "mend the cell; the committed notebook is as it was");
        }

        var notebook = NotebookFile.Read(lesson.Path);
        notebook.TakeOutputs(NotebookFile.Read(output));
        notebook.ReplaceInOutputs(context.Workspace.Root, ".");
        if (context.Machine.Variable("HOME") is { Length: > 1 } home)
        {
            notebook.ReplaceInOutputs(home + "/", "~/");
        }

        return notebook;
    }

    /// <summary>Draws the still pictures that are missing or belong to another figure.</summary>
    /// <returns>How many were drawn.</returns>
    public async Task<int> AddPicturesAsync(NotebookFile notebook, CancellationToken cancellation)
    {
        ChartOutput[] charts = [.. notebook.Charts.Where(chart => !chart.HasPicture)];
        var pictures = await new ChartPainter(context).DrawAsync([.. charts.Select(chart => chart.Figure)], cancellation);
        for (var index = 0; index < charts.Length; index++)
        {
            charts[index].Put(pictures[index], PublishedLesson.MostOutputBytes);
        }

        return charts.Length;
    }
}
