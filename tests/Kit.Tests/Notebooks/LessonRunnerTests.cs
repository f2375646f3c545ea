using System.Text.Json.Nodes;
using VisionAttention.Kit.Notebooks;

namespace Kit.Tests.Notebooks;

/// <summary>The execution itself, against the Python kernel that comes with Jupyter: it does not matter here whose kernel answers.</summary>
public sealed class LessonRunnerTests : IDisposable
{
    private readonly Checkout _checkout = new();

    public LessonRunnerTests()
    {
        Directory.CreateDirectory(_checkout.Workspace.Notebooks);
        var spec = Path.Combine(_checkout.Workspace.JupyterData, "kernels", ".net-csharp", "kernel.json");
        Directory.CreateDirectory(Path.GetDirectoryName(spec)!);
        File.WriteAllText(spec, """
            { "argv": ["/usr/bin/python3", "-m", "ipykernel_launcher", "-f", "{connection_file}"], "display_name": "test", "language": "python" }
            """);
    }

    private string Output => Path.Combine(_checkout.Workspace.RunFolder, "01-toy.ipynb");

    private string Page => Path.Combine(_checkout.Workspace.RunFolder, "01-toy.html");

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task Cells_charts_and_result_lines_are_counted_and_both_files_written()
    {
        List<string> begun = [];
        var result = await RunAsync(
            (cell, cells, id) => begun.Add($"{cell}/{cells} {id}"),
            ("print-one", "import os\nprint('result: 85 %')\nprint('result: ' + os.path.basename(os.getcwd()) + ' ' + os.environ['VISION_ATTENTION_GRADING'])\nprint('other')"),
            ("draw-two", "from IPython.display import display\ndisplay({'application/vnd.plotly.v1+json': {'data': []}, 'text/plain': 'x'}, raw=True)"));

        Assert.True(result.Failure is null, result.Failure);
        Assert.Equal((2, 2, 1), (result.Cells, result.CellsDone, result.Charts));
        Assert.Equal(["85 %", "notebooks 1"], result.Results);
        Assert.Equal(["1/2 print-one", "2/2 draw-two"], begun);
        Assert.Equal(Output, result.Notebook);
        var page = File.ReadAllText(Page);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\"iopub.status", File.ReadAllText(Output), StringComparison.Ordinal);
        Assert.Contains("src=\"figures/a.svg\"", page, StringComparison.Ordinal);
        Assert.Equal("<svg/>", File.ReadAllText(Path.Combine(_checkout.Workspace.RunFolder, "figures", "a.svg")));
        Assert.Equal(["01-toy.html", "01-toy.ipynb"], Directory.GetFiles(_checkout.Workspace.RunFolder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_failing_cell_is_named_with_its_error_and_ends_the_lesson()
    {
        var result = await RunAsync(null, ("good", "1"), ("bad-cell", "raise ValueError('boom')"), ("after", "1"));

        Assert.Equal("01-toy, cell bad-cell: ValueError: boom", result.Failure);
        Assert.Equal((3, 1), (result.Cells, result.CellsDone));
    }

    [Fact]
    public async Task A_kernel_that_dies_is_a_failure_of_its_cell()
    {
        var result = await RunAsync(null, ("die-here", "import os\nos._exit(3)"));

        Assert.StartsWith("01-toy, cell die-here: kernel died", result.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_leaves_no_half_written_file_and_no_program()
    {
        using var stop = new CancellationTokenSource();
        var marker = Path.Combine(_checkout.Root, "process-id");
        var running = RunAsync(
            (_, _, id) => { if (id == "wait") { stop.CancelAfter(500); } }, stop.Token,
            ("name", $"import os\nopen('{marker}', 'w').write(str(os.getpid()))"), ("wait", "import time\ntime.sleep(60)"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.Empty(Directory.GetFiles(_checkout.Workspace.RunFolder));
        var kernel = File.ReadAllText(marker);
        for (var attempt = 0; attempt < 50 && IsAlive(kernel); attempt++)
            await Task.Delay(100);

        Assert.False(IsAlive(kernel), $"kernel process {kernel} is still there");
    }

    [Fact]
    public void The_index_escapes_what_lessons_print_and_links_what_exists()
    {
        var lesson = new Lesson("01-toy", "");
        var good = new LessonResult { Lesson = lesson, Cells = 3, CellsDone = 3, Seconds = 1.25, Charts = 2, Results = ["a < b"], Notebook = Output };
        var bad = new LessonResult { Lesson = new Lesson("05-other", ""), Failure = "05-other, cell x: <Error>" };

        var page = File.ReadAllText(LessonIndexPage.Write(_checkout.Workspace.RunFolder, [good, bad]));

        Assert.Contains("href=\"01-toy.html\"", page, StringComparison.Ordinal);
        Assert.Contains("a &lt; b", page, StringComparison.Ordinal);
        Assert.Contains("cell x: &lt;Error&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"05-other", page, StringComparison.Ordinal);
    }

    // A dead process that nobody has collected yet counts as gone.
    private static bool IsAlive(string process)
    {
        var status = $"/proc/{process}/stat";
        return File.Exists(status) && !File.ReadAllText(status).Contains(") Z", StringComparison.Ordinal);
    }

    private static JsonObject Picture => new() { ["cell_type"] = "markdown", ["id"] = "picture", ["metadata"] = new JsonObject(), ["source"] = "![a picture](figures/a.svg)" };

    private Task<LessonResult> RunAsync(Action<int, int, string>? progress, params (string Id, string Source)[] cells) =>
        RunAsync(progress, CancellationToken.None, cells);

    private Task<LessonResult> RunAsync(Action<int, int, string>? progress, CancellationToken cancellation, params (string Id, string Source)[] cells)
    {
        var path = Path.Combine(_checkout.Workspace.Notebooks, "01-toy.ipynb");
        var notebook = new JsonObject
        {
            ["cells"] = new JsonArray([Picture, .. cells.Select(cell => new JsonObject
            {
                ["cell_type"] = "code", ["id"] = cell.Id, ["metadata"] = new JsonObject(), ["execution_count"] = null,
                ["outputs"] = new JsonArray(), ["source"] = cell.Source,
            })]),
            ["metadata"] = new JsonObject(),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        File.WriteAllText(path, notebook.ToJsonString());
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_checkout.Workspace.Notebooks, "figures")).FullName, "a.svg"), "<svg/>");
        var machine = _checkout.Machine with { SearchPath = ["/usr/bin", "/bin"] };
        var runner = new LessonRunner(_checkout.Context(machine)) { Variables = new Dictionary<string, string> { ["VISION_ATTENTION_GRADING"] = "1" } };
        return runner.RunAsync(new Lesson("01-toy", path), Output, Page, progress, cancellation);
    }
}
