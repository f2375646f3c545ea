using System.Diagnostics;
using System.Text.Json;
using VisionAttention.Kit.Notebooks.Figures;
using VisionAttention.Kit.Platform;
using VisionAttention.Kit.Setup;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Notebooks;

/// <summary>Executes notebooks with nbclient against our kernel, one process per notebook.</summary>
internal sealed class LessonRunner(SetupContext context)
{
    /// <summary>Longest time for one cell, seconds.</summary>
    public int CellSeconds { get; init; } = 1800;

    /// <summary>Variables the kernel sees beside the machine's.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Executes one lesson and writes the executed notebook; the diagrams that it shows go with its page.</summary>
    public async Task<LessonResult> RunAsync(
        Lesson lesson, string output, string? html, Action<int, int, string>? progress, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        if (html is not null)
            CourseFigures.CopyShown(lesson, Path.GetDirectoryName(html)!);
        string[] arguments =
        [
            WriteScript(), lesson.Path, "--output", output, "--kernel", context.Environment.Kernelspec.Name,
            "--folder", context.Workspace.Notebooks, "--cell-seconds", $"{CellSeconds}", .. html is null ? (string[])[] : ["--html", html],
        ];
        var watch = Stopwatch.StartNew();
        var events = new LessonEvents(lesson, progress);
        var options = new ProcessOptions { Variables = JupyterVariables(), OnLine = events.Take, WorkingDirectory = context.Workspace.Notebooks };
        var process = await context.Processes.RunAsync(context.Machine.Python, arguments, options, cancellation);
        return events.Finish(process, watch.Elapsed.TotalSeconds, output);
    }

    /// <summary>The environment under which Jupyter finds our kernel first and writes nothing into the user's home.</summary>
    public IReadOnlyDictionary<string, string> JupyterVariables()
    {
        // What the user has is still found: settings of the server, other kernels.
        string Before(string first, string variable, string? folder, string name) =>
            string.Join(':', new[] { first, context.Machine.Variable(variable), folder is null ? null : Path.Combine(folder, name) }.Where(path => path is not null));
        var data = Directory.CreateDirectory(Path.Combine(context.Workspace.Output, "jupyter")).FullName;
        return new Dictionary<string, string>(Variables)
        {
            ["JUPYTER_PATH"] = Before(context.Workspace.JupyterData, "JUPYTER_PATH", context.Machine.Variable("VISION_ATTENTION_USER_DATA"), "jupyter"),
            ["JUPYTER_DATA_DIR"] = data,
            ["JUPYTER_RUNTIME_DIR"] = Directory.CreateDirectory(Path.Combine(data, "runtime")).FullName,
            ["JUPYTER_CONFIG_DIR"] = Path.Combine(data, "config"),
            ["JUPYTER_CONFIG_PATH"] = Before(Path.Combine(data, "config"), "JUPYTER_CONFIG_PATH", context.Machine.Variable("HOME"), ".jupyter"),
            ["IPYTHONDIR"] = Path.Combine(data, "ipython"),
        };
    }

    private string WriteScript()
    {
        using var resource = typeof(LessonRunner).Assembly.GetManifestResourceStream("execute.py")
            ?? throw new InvalidOperationException("execute.py is not embedded in the kit");
        using var reader = new StreamReader(resource);
        var text = reader.ReadToEnd();
        var path = Path.Combine(context.Workspace.SetupFolder, "execute.py");
        if (!File.Exists(path) || File.ReadAllText(path) != text)
            AtomicFile.WriteText(path, text, makesFolder: true);
        return path;
    }

    // Turns the script's lines into a result.
    private sealed class LessonEvents(Lesson lesson, Action<int, int, string>? progress)
    {
        private string? _other;
        private LessonResult _result = new() { Lesson = lesson };
        private int _begun;

        public void Take(string line)
        {
            if (!line.StartsWith("{\"event\"", StringComparison.Ordinal))
            {
                _other = line.Trim().Length > 0 ? line.Trim() : _other;
                return;
            }
            using var document = JsonDocument.Parse(line);
            var fields = document.RootElement;
            string Text(string name) => fields.GetProperty(name).GetString()!;
            switch (Text("event"))
            {
                case "start":
                    _result = _result with { Cells = fields.GetProperty("cells").GetInt32() };
                    break;
                case "cell":
                    progress?.Invoke(++_begun, _result.Cells, Text("id"));
                    break;
                case "done-cell":
                    _result = _result with { CellsDone = _result.CellsDone + 1 };
                    break;
                case "error":
                    _result = _result with { Failure = $"{lesson.Name}{(Text("id").Length == 0 ? "" : $", cell {Text("id")}")}: {Text("name")}: {Text("value")}" };
                    break;
                case "finished":
                    _result = _result with
                    {
                        Seconds = fields.GetProperty("seconds").GetDouble(),
                        Charts = fields.GetProperty("charts").GetInt32(),
                        Results = [.. fields.GetProperty("results").EnumerateArray().Select(text => text.GetString()!)],
                        LargestOutputBytes = fields.GetProperty("largest").GetProperty("bytes").GetInt64(),
                        LargestOutputCell = fields.GetProperty("largest").GetProperty("id").GetString()!,
                    };
                    break;
            }
        }

        public LessonResult Finish(ProcessResult process, double seconds, string output) => _result with
        {
            Failure = _result.Failure ?? (process.Succeeded ? null : $"{lesson.Name}: {_other ?? $"exit code {process.ExitCode}"}"),
            Seconds = _result.Seconds > 0 ? _result.Seconds : seconds,
            Notebook = File.Exists(output) ? output : null,
        };
    }
}

/// <summary>How one lesson's execution ended.</summary>
internal sealed record LessonResult
{
    public required Lesson Lesson { get; init; }

    /// <summary>Code cells in the notebook.</summary>
    public int Cells { get; init; }

    /// <summary>Code cells that ran to their end.</summary>
    public int CellsDone { get; init; }

    /// <summary>Wall-clock time, kernel start included.</summary>
    public double Seconds { get; init; }

    /// <summary>Charts among the outputs.</summary>
    public int Charts { get; init; }

    /// <summary>The lines the lesson printed for the summary, those that start with <c>result:</c>.</summary>
    public IReadOnlyList<string> Results { get; init; } = [];

    public long LargestOutputBytes { get; init; }

    public string LargestOutputCell { get; init; } = "";

    /// <summary>Lesson, cell id and error of the failure; null when every cell ran.</summary>
    public string? Failure { get; init; }

    /// <summary>The executed notebook, if it was written.</summary>
    public string? Notebook { get; init; }
}
