using System.Text.Json.Nodes;
using VisionAttention.Kit.Notebooks;

namespace Kit.Tests.Notebooks;

public sealed class WorkCopiesTests : IDisposable
{
    private readonly string _notebooks = Directory.CreateTempSubdirectory("copies-").FullName;
    private readonly WorkCopies _copies;
    private readonly Lesson _lesson;

    public WorkCopiesTests()
    {
        Directory.CreateDirectory(Path.Combine(_notebooks, "figures"));
        File.WriteAllText(Path.Combine(_notebooks, "figures", "a.png"), "");
        File.WriteAllText(Path.Combine(_notebooks, "README.md"), "");
        File.WriteAllText(Path.Combine(_notebooks, "kit.csx"), "#r \"../artifacts/a.dll\"\nvar Root = DataSetManifest.FindRoot();\n");
        _lesson = new Lesson("05-local", Path.Combine(_notebooks, "05-local.ipynb"));
        Write("1 + 1");
        _copies = new WorkCopies(_notebooks, Path.Combine(_notebooks, "work"), "/course");
    }

    public void Dispose() => Directory.Delete(_notebooks, recursive: true);

    [Fact]
    public void A_copy_has_no_outputs_and_a_line_for_the_guess_behind_the_directives()
    {
        Assert.Empty(_copies.Make([_lesson]));

        var cells = Cells();
        Assert.Equal("using System.Text;\nPredict(\"\");   // your guess between the quotes, then run the cell\n1 + 1", NotebookFile.TextOf(cells[1]["source"]));
        Assert.Equal("2 + 2", NotebookFile.TextOf(cells[2]["source"]));
        Assert.All(cells.Where(cell => (string?)cell["cell_type"] == "code"), cell => Assert.Empty(cell["outputs"]!.AsArray()));
        Assert.Equal("**Predict.** [this](06-next.ipynb), ![that](../figures/a.png), [the map](../README.md#words), [x](https://a.org/README.md)", NotebookFile.TextOf(cells[0]["source"]));
        Assert.Equal("#r \"/course/artifacts/a.dll\"\nvar Root = DataSetManifest.FindRoot(\"/course\");\n", File.ReadAllText(Path.Combine(_copies.Folder, "kit.csx")));
    }

    [Fact]
    public void Copies_outside_of_the_checkout_have_their_pictures_beside_them()
    {
        var elsewhere = Directory.CreateTempSubdirectory("copies-elsewhere-").FullName;
        new WorkCopies(_notebooks, elsewhere, "/course").Make([_lesson]);

        Assert.True(File.Exists(Path.Combine(elsewhere, "figures", "a.png")));
        Assert.Contains("![that](figures/a.png)", File.ReadAllText(Path.Combine(elsewhere, "05-local.ipynb")), StringComparison.Ordinal);
        Directory.Delete(elsewhere, recursive: true);
    }

    [Fact]
    public void What_a_learner_wrote_stays_and_a_lesson_that_changed_is_named()
    {
        _copies.Make([_lesson]);
        var path = Path.Combine(_copies.Folder, "05-local.ipynb");
        File.WriteAllText(path, File.ReadAllText(path).Replace("2 + 2", "mine", StringComparison.Ordinal));

        Assert.Empty(_copies.Make([_lesson]));
        Write("1 + 2");
        Assert.Equal([_lesson], _copies.Make([_lesson]));
        Assert.Equal("mine", NotebookFile.TextOf(Cells()[2]["source"]));

        File.WriteAllText(path, "no notebook");
        Assert.Empty(_copies.Make([_lesson]));
        Assert.Equal("no notebook", File.ReadAllText(path));
    }

    [Fact]
    public void A_reset_gives_a_fresh_copy_and_keeps_the_old_ones()
    {
        var now = new DateTime(2026, 11, 30, 16, 5, 7, DateTimeKind.Local);
        Assert.Null(_copies.Reset(_lesson, now));
        Assert.True(File.Exists(Path.Combine(_copies.Folder, "kit.csx")));
        var path = Path.Combine(_copies.Folder, "05-local.ipynb");
        File.WriteAllText(path, "mine");
        var kept = _copies.Reset(_lesson, now);
        File.WriteAllText(path, "mine, too");
        var again = _copies.Reset(_lesson, now);

        Assert.Equal(Path.Combine(_copies.Folder, "before", "05-local-2026-11-30-160507.ipynb"), kept);
        Assert.Equal(("mine", "mine, too"), (File.ReadAllText(kept!), File.ReadAllText(again!)));
        Assert.Equal("2 + 2", NotebookFile.TextOf(Cells()[2]["source"]));
    }

    private JsonObject[] Cells() => [.. JsonNode.Parse(File.ReadAllText(Path.Combine(_copies.Folder, "05-local.ipynb")))!["cells"]!.AsArray().OfType<JsonObject>()];

    private void Write(string code) => File.WriteAllText(_lesson.Path, NotebookJson.Write(new JsonObject
    {
        ["cells"] = new JsonArray(
            Cell("markdown", "**Predict.** [this](06-next.ipynb), ![that](figures/a.png), [the map](README.md#words), [x](https://a.org/README.md)"),
            Cell("code", $"using System.Text;\n{code}"),
            Cell("code", "2 + 2")),
        ["metadata"] = new JsonObject(),
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    }));

    private static JsonObject Cell(string kind, string source)
    {
        var cell = new JsonObject { ["cell_type"] = kind, ["id"] = source[..5].Replace(' ', '-'), ["metadata"] = new JsonObject(), ["source"] = source };
        if (kind == "code")
            (cell["execution_count"], cell["outputs"]) = (3, new JsonArray(new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = "3" }));
        return cell;
    }
}
