using VisionAttention.Kit.Setup;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Notebooks;

/// <summary>Brings a lesson into the form in which it is committed.</summary>
internal sealed class Publisher(SetupContext context)
{
    /// <summary>Executes a lesson and takes its outputs; what names this checkout or the user's home is replaced.</summary>
    public async Task<NotebookFile> ExecuteAsync(Lesson lesson, Action<int, int, string>? progress, CancellationToken cancellation)
    {
        var output = Path.Combine(context.Workspace.SetupFolder, "publish", $"{lesson.Name}.ipynb");
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        File.Delete(output);
        var result = await new LessonRunner(context).RunAsync(lesson, output, html: null, progress, cancellation);
        if (result.Failure is not null || result.Notebook is null)
            throw new KitException(result.Failure ?? $"{lesson.Name}: no notebook came out", "mend the cell; the committed notebook is as it was");
        var notebook = NotebookFile.Read(lesson.Path);
        notebook.TakeOutputs(NotebookFile.Read(output));
        notebook.ReplaceInOutputs(context.Workspace.Root, ".");
        if (context.Machine.Variable("HOME") is { Length: > 1 } home)
            notebook.ReplaceInOutputs(home + "/", "~/");
        return notebook;
    }

    /// <summary>Draws the still pictures that are missing or belong to another figure.</summary>
    public async Task<int> AddPicturesAsync(NotebookFile notebook, CancellationToken cancellation)
    {
        ChartOutput[] charts = [.. notebook.Charts.Where(chart => !chart.HasPicture)];
        var pictures = await new ChartPainter(context).DrawAsync([.. charts.Select(chart => chart.Figure)], cancellation);
        for (var index = 0; index < charts.Length; index++)
            charts[index].Put(pictures[index], PublishedLesson.MostOutputBytes);
        return charts.Length;
    }
}

/// <summary>The gallery's still pictures as files, for the README beside the charts' code.</summary>
internal static class GalleryPictures
{
    /// <summary>The notebook that shows every chart.</summary>
    public const string Gallery = "charts";

    /// <summary>Where the pictures lie.</summary>
    public static string Folder(Workspace workspace) => workspace.At("lib", "VisionAttention", "Charts", "pictures");

    /// <summary>Writes one file for each chart, named after its cell, and deletes those of charts that are gone.</summary>
    public static void Write(NotebookFile gallery, Workspace workspace)
    {
        var folder = Directory.CreateDirectory(Folder(workspace)).FullName;
        var files = gallery.Charts.ToDictionary(chart => Path.Combine(folder, $"{chart.Cell}.png"), chart => chart.Picture);
        foreach (var (path, picture) in files)
            AtomicFile.WriteBytes(path, picture);
        foreach (var path in Directory.GetFiles(folder).Where(path => !files.ContainsKey(path)))
            File.Delete(path);
    }
}
