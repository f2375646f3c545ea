using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VisionAttention.Kit.Notebooks.Figures;
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
        notebook.Seconds = result.Seconds;
        notebook.ReplaceInOutputs(context.Workspace.Root, ".");
        if (context.Machine.Variable("HOME") is { Length: > 1 } home)
            notebook.ReplaceInOutputs(home + "/", "~/");
        return notebook;
    }

    /// <summary>Draws the still pictures that are missing or belong to another figure.</summary>
    public async Task<int> AddPicturesAsync(NotebookFile notebook, CancellationToken cancellation)
    {
        ChartOutput[] charts = [.. notebook.Charts.Where(chart => !chart.HasPicture)];
        int[] room = [.. charts.Select(chart => chart.RoomForPicture(PublishedLesson.MostOutputBytes))];
        var pictures = await new ChartPainter(context).DrawAsync([.. charts.Select(chart => chart.Figure)], room, cancellation);
        foreach (var (chart, picture) in charts.Zip(pictures))
            chart.Put(picture, PublishedLesson.MostOutputBytes);
        return charts.Length;
    }
}

/// <summary>The rules that a published lesson keeps.</summary>
internal static class PublishedLesson
{
    /// <summary>The most bytes of one output in the file.</summary>
    public const int MostOutputBytes = 200 * 1024;

    /// <summary>What is wrong with a notebook as it lies there, a line each; nothing is executed.</summary>
    public static IReadOnlyList<string> Problems(string name, NotebookFile notebook, string root, string machine)
    {
        List<string> problems = [];
        if (notebook.PublishedCode != notebook.Code)
        {
            var reason = notebook.PublishedCode is null ? "the outputs do not say from which code they come" : "the code has changed since the outputs were made";
            problems.Add($"{name}: {reason}. Fix: ./kit publish {name}");
        }
        foreach (var chart in notebook.Charts.Where(chart => !chart.HasPicture))
            problems.Add($"{name}, cell {chart.Cell}: the chart has no still picture of itself. Fix: ./kit publish --no-execute {name}");
        foreach (var chart in notebook.Charts.Where(chart => chart.Picture.Length > ChartPicture.MostBytes))
            problems.Add($"{name}, cell {chart.Cell}: the still picture has {Kibibytes(chart.Picture.Length)}, at most {Kibibytes(ChartPicture.MostBytes)} are allowed. Fix: ./kit publish --no-execute {name}");
        foreach (var (cell, output) in notebook.Outputs)
            problems.AddRange(OutputProblems(output, root, machine).Select(problem => $"{name}, cell {cell}: {problem}"));
        return problems;
    }

    private static IEnumerable<string> OutputProblems(JsonObject output, string root, string machine)
    {
        var bytes = NotebookFile.Bytes(output);
        if (bytes > MostOutputBytes)
            yield return $"an output has {Kibibytes(bytes)}, at most {Kibibytes(MostOutputBytes)} are allowed. Fix: show less, or round the numbers of the chart";
        if ((string?)output["output_type"] == "error")
            yield return $"the output is an error, {(string?)output["ename"]}. Fix: mend the cell and publish again";
        var text = NotebookFile.TextOf(output["text"]) + NotebookFile.TextOf(output["data"]?["text/plain"]) + NotebookFile.TextOf(output["data"]?["text/html"]);
        if (text.Contains(root, StringComparison.Ordinal))
            yield return $"the output names the folder {root}. Fix: publish again";
        if (machine.Length > 3 && machine != "localhost" && Regex.IsMatch(text, $@"\b{Regex.Escape(machine)}\b"))
            yield return $"the output names the machine {machine}. Fix: do not print it";
    }

    private static string Kibibytes(int bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KiB");
}

/// <summary>The gallery's still pictures as files, for the README beside the charts' code.</summary>
internal static class GalleryPictures
{
    /// <summary>The notebook that shows every chart.</summary>
    public const string Gallery = "charts";

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

/// <summary>Charts of the lessons as files, for texts outside of them: a cell's tag "figure-NAME" asks for notebooks/figures/NAME.png.</summary>
internal static class LessonFigures
{
    public static string Folder(Workspace workspace) => Path.Combine(workspace.Notebooks, CourseFigures.FolderName);

    /// <summary>The names that a notebook asks for, each with the last chart of its cell.</summary>
    public static IEnumerable<(string Name, ChartOutput? Chart)> Of(NotebookFile notebook) =>
        from cell in notebook.CodeCells
        from name in NotebookFile.Tagged(cell, "figure-")
        select (name, notebook.Charts.LastOrDefault(chart => chart.Cell == (string?)cell["id"]));

    /// <summary>Writes a file for each name.</summary>
    public static void Write(NotebookFile notebook, Workspace workspace)
    {
        foreach (var (name, chart) in Of(notebook))
        {
            if (chart is null)
                throw new KitException($"the cell with the tag figure-{name} shows no chart", "let a chart be its last expression, or take the tag off");
            AtomicFile.WriteBytes(Path.Combine(Directory.CreateDirectory(Folder(workspace)).FullName, $"{name}.png"), chart.Picture);
        }
    }
}
