using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VisionAttention.Kit.Notebooks.Figures;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Notebooks;

/// <summary>A learner's own copies of the lessons: outputs cleared, a line for the guess where a step asks for one. What a learner wrote is never written over.</summary>
/// <param name="notebooks">The committed lessons.</param>
/// <param name="folder">Where the copies lie.</param>
/// <param name="root">The checkout, as kit.csx beside the copies names it.</param>
internal sealed partial class WorkCopies(string notebooks, string folder, string root)
{
    private const string Guess = "Predict(\"\");   // your guess between the quotes, then run the cell\n";

    // Jupyter serves the checkout where the copies lie in it. Elsewhere it serves their folder alone, and pictures have to lie there, too.
    private readonly bool _isAlone = Path.GetRelativePath(notebooks, folder).StartsWith("..", StringComparison.Ordinal);

    /// <summary>Where the copies lie.</summary>
    public string Folder => folder;

    /// <summary>Copies the lessons of which there is no copy yet.</summary>
    /// <returns>The lessons whose code has changed since their copy was made; the copies are left alone.</returns>
    public IReadOnlyList<Lesson> Make(IReadOnlyList<Lesson> lessons)
    {
        MakeFolder();
        List<Lesson> changed = [];
        foreach (var lesson in lessons)
        {
            var copy = PathOf(lesson);
            if (!File.Exists(copy))
                AtomicFile.WriteText(copy, Copy(lesson));
            else if (MadeFrom(copy) is { } code && code != NotebookFile.Read(lesson.Path).Code)
                changed.Add(lesson);
        }
        return changed;
    }

    /// <summary>Puts a fresh copy in the place of a learner's, which is kept beside it.</summary>
    /// <returns>Where the learner's copy lies now; null where there was none.</returns>
    public string? Reset(Lesson lesson, DateTime now)
    {
        MakeFolder();
        var copy = PathOf(lesson);
        string? kept = null;
        if (File.Exists(copy))
        {
            var before = Directory.CreateDirectory(Path.Combine(folder, "before")).FullName;
            var stamp = now.ToString("yyyy-MM-dd-HHmmss", CultureInfo.InvariantCulture);
            kept = Enumerable.Range(1, int.MaxValue).Select(number => Path.Combine(before, $"{lesson.Name}-{stamp}{(number == 1 ? "" : $"-{number}")}.ipynb")).First(path => !File.Exists(path));
            File.Move(copy, kept);
        }
        AtomicFile.WriteText(copy, Copy(lesson));
        return kept;
    }

    private void MakeFolder()
    {
        AtomicFile.MakeFolder(folder);
        AtomicFile.WriteText(Path.Combine(folder, KitScript.Name), KitScript.For(root, File.ReadAllText(Path.Combine(notebooks, KitScript.Name))));
    }

    private string PathOf(Lesson lesson) => Path.Combine(folder, $"{lesson.Name}.ipynb");

    private string Copy(Lesson lesson)
    {
        var notebook = JsonNode.Parse(File.ReadAllText(lesson.Path))!.AsObject();
        var cells = notebook["cells"]!.AsArray().OfType<JsonObject>().ToArray();
        AskForGuesses(cells);
        if (_isAlone)
            CourseFigures.CopyShown(lesson, folder);
        foreach (var cell in cells)
        {
            if ((string?)cell["cell_type"] == "code")
                (cell["outputs"], cell["execution_count"]) = (new JsonArray(), null);
            else
                cell["source"] = NotebookFile.Lines(Link().Replace(NotebookFile.TextOf(cell["source"]), FromFolder));
        }
        notebook["metadata"]!["vision_attention"] = new JsonObject { ["copied"] = NotebookFile.Read(lesson.Path).Code };
        return NotebookJson.Write(notebook);
    }

    /// <summary>Puts a line for the guess at the top of each cell whose step asks for one.</summary>
    public static void AskForGuesses(IReadOnlyList<JsonObject> cells)
    {
        for (var place = 0; place + 1 < cells.Count; place++)
        {
            var asks = (string?)cells[place]["cell_type"] == "markdown" && NotebookFile.TextOf(cells[place]["source"]).Contains("**Predict.**", StringComparison.Ordinal);
            if (!asks || (string?)cells[place + 1]["cell_type"] != "code")
                continue;
            var code = NotebookFile.TextOf(cells[place + 1]["source"]);
            // Directives have to stay the first lines of a cell.
            cells[place + 1]["source"] = NotebookFile.Lines(code.Insert(Directives().Match(code).Length, Guess));
        }
    }

    private static string? MadeFrom(string copy)
    {
        try
        {
            return (string?)JsonNode.Parse(File.ReadAllText(copy))?["metadata"]?["vision_attention"]?["copied"];
        }
        // A file of the learner's that is no notebook any more is none of our business.
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    // Lessons lie beside each other here as there; everything else lies where it lay.
    private string FromFolder(Match link)
    {
        var target = link.Groups["target"].Value;
        var liesHere = target.EndsWith(".ipynb", StringComparison.Ordinal) || (_isAlone && target.StartsWith($"{CourseFigures.FolderName}/", StringComparison.Ordinal));
        return liesHere || !Path.Exists(Path.Combine(notebooks, target)) ? link.Value : $"]({Path.GetRelativePath(folder, notebooks).Replace('\\', '/')}/{target}";
    }

    [GeneratedRegex(@"\]\((?<target>[^)#:\s]+)(?=[)#])")]
    private static partial Regex Link();

    [GeneratedRegex(@"\A(?:(?:using [^(\n]*;[^\n]*|#[^\n]*)\n)*")]
    private static partial Regex Directives();
}

/// <summary>kit.csx, by which a lesson finds the library.</summary>
internal static class KitScript
{
    public const string Name = "kit.csx";

    /// <summary>The script for a folder that is not the checkout's notebooks/: it names the checkout.</summary>
    public static string For(string checkout, string script)
    {
        var root = checkout.Replace('\\', '/').TrimEnd('/');
        return script
            .Replace("#r \"../", $"#r \"{root}/", StringComparison.Ordinal)
            .Replace("DataSetManifest.FindRoot()", $"DataSetManifest.FindRoot(\"{root}\")", StringComparison.Ordinal);
    }
}
