using System.Diagnostics;
using System.Text.Json;
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

    /// <summary>Executes one lesson and writes the executed notebook.</summary>
    public async Task<LessonResult> RunAsync(
        Lesson lesson, string output, string? html, Action<int, int, string>? progress, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        var script = WriteScript();
        List<string> arguments =
        [
            script, lesson.Path, "--output", output, "--kernel", context.Environment.Kernelspec.Name,
            "--folder", context.Workspace.Notebooks, "--cell-seconds", $"{CellSeconds}",
        ];
        if (html is not null)
            arguments.AddRange(["--html", html]);
        var watch = Stopwatch.StartNew();
        var events = new LessonEvents(lesson, progress);
        var options = new ProcessOptions { Variables = JupyterVariables(), OnLine = events.Take, WorkingDirectory = context.Workspace.Notebooks };
        var process = await context.Processes.RunAsync(context.Machine.Python, arguments, options, cancellation);
        return events.Finish(process, watch.Elapsed.TotalSeconds, output);
    }

    /// <summary>The environment under which Jupyter finds our kernel first and writes nothing into the user's home.</summary>
    public IReadOnlyDictionary<string, string> JupyterVariables()
    {
        var others = context.Machine.Variable("JUPYTER_PATH");
        var variables = new Dictionary<string, string>(Variables)
        {
            ["JUPYTER_PATH"] = others is null ? context.Workspace.JupyterData : $"{context.Workspace.JupyterData}:{others}",
            ["JUPYTER_RUNTIME_DIR"] = Path.Combine(context.Workspace.JupyterData, "runtime"),
        };
        Directory.CreateDirectory(variables["JUPYTER_RUNTIME_DIR"]);
        return variables;
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
        private readonly List<string> _other = [];
        private LessonResult _result = new() { Lesson = lesson };
        private int _begun;

        public void Take(string line)
        {
            if (!line.StartsWith("{\"event\"", StringComparison.Ordinal))
            {
                _other.Add(line);
                return;
            }

            using var document = JsonDocument.Parse(line);
            var fields = document.RootElement;
            switch (fields.GetProperty("event").GetString())
            {
                case "start":
                    _result = _result with { Cells = fields.GetProperty("cells").GetInt32() };
                    break;
                case "cell":
                    _begun++;
                    progress?.Invoke(_begun, _result.Cells, fields.GetProperty("id").GetString()!);
                    break;
                case "done-cell":
                    _result = _result with { CellsDone = _result.CellsDone + 1 };
                    break;
                case "error":
                    _result = _result with { Failure = Describe(fields) };
                    break;
                case "finished":
                    TakeSummary(fields);
                    break;
            }
        }

        public LessonResult Finish(ProcessResult process, double seconds, string output)
        {
            var failure = _result.Failure;
            if (failure is null && !process.Succeeded)
            {
                var last = _other.LastOrDefault(line => line.Trim().Length > 0) ?? $"exit code {process.ExitCode}";
                failure = $"{lesson.Name}: {last.Trim()}";
            }

            return _result with { Failure = failure, Seconds = _result.Seconds > 0 ? _result.Seconds : seconds, Notebook = File.Exists(output) ? output : null };
        }

        private void TakeSummary(JsonElement fields) => _result = _result with
        {
            Seconds = fields.GetProperty("seconds").GetDouble(),
            Charts = fields.GetProperty("charts").GetInt32(),
            Results = [.. fields.GetProperty("results").EnumerateArray().Select(text => text.GetString()!)],
            LargestOutputBytes = fields.GetProperty("largest").GetProperty("bytes").GetInt64(),
            LargestOutputCell = fields.GetProperty("largest").GetProperty("id").GetString()!,
        };

        private string Describe(JsonElement fields)
        {
            var id = fields.GetProperty("id").GetString()!;
            var error = $"{fields.GetProperty("name").GetString()}: {fields.GetProperty("value").GetString()}";
            return id.Length == 0 ? $"{lesson.Name}: {error}" : $"{lesson.Name}, cell {id}: {error}";
        }
    }
}

/// <summary>How one lesson's execution ended.</summary>
internal sealed record LessonResult
{
    /// <summary>The lesson.</summary>
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

    /// <summary>Size of the largest output, bytes.</summary>
    public long LargestOutputBytes { get; init; }

    /// <summary>The cell of that output.</summary>
    public string LargestOutputCell { get; init; } = "";

    /// <summary>Lesson, cell id and error of the failure; null when every cell ran.</summary>
    public string? Failure { get; init; }

    /// <summary>The executed notebook, if it was written.</summary>
    public string? Notebook { get; init; }
}
