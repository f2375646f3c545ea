using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using VisionAttention.Charts;

namespace Bundled.Plotly.NET.Tests;

/// <summary>A folder with a notebook of charts, laid out as the repository is, and Jupyter's own programs on it.</summary>
internal sealed class JupyterSite : IDisposable
{
    private const string Still = "<img alt=\"still\" src=\"data:image/png;base64,iVBORw0KGgo=\">";

    private Process? _server;

    public JupyterSite()
    {
        Folder = Browser.Folder();
        Directory.CreateDirectory(Path.Combine(Folder, "notebooks"));
        Directory.CreateDirectory(Path.Combine(Folder, "artifacts", "web"));
        File.Move(Path.Combine(Folder, "plotly.min.js"), Path.Combine(Folder, "artifacts", "web", "plotly.min.js"));
        File.WriteAllText(Book, Notebook().ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }

    public string Folder { get; }

    private string Book => Path.Combine(Folder, "notebooks", "charts.ipynb");

    /// <summary>Signs the notebook, as opening and running it would.</summary>
    public void Trust()
    {
        const string Program = "import nbformat, sys; from nbformat.sign import NotebookNotary; NotebookNotary().sign(nbformat.read(sys.argv[1], 4))";
        Run("/usr/bin/python3", "-c", Program, Book);
    }

    /// <summary>Exports the notebook as a page beside it.</summary>
    public void Export()
    {
        Run("/usr/bin/python3", "-m", "nbconvert", "--to", "html", "--template", "classic", Book);
    }

    /// <summary>Serves the folder by the classic notebook.</summary>
    /// <returns>The notebook's address.</returns>
    public async Task<string> ServeAsync()
    {
        var port = FreePort();
        _server = Process.Start(Options(
            "/usr/bin/jupyter", "notebook", "--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={port}", "--NotebookApp.token=test", $"--notebook-dir={Folder}"))!;
        _ = _server.StandardOutput.ReadToEndAsync();
        _ = _server.StandardError.ReadToEndAsync();
        using var http = new HttpClient();
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(60);)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/api"));
                return $"http://127.0.0.1:{port}/notebooks/notebooks/charts.ipynb?token=test";
            }
            catch (HttpRequestException)
            {
                await Task.Delay(200);
            }
        }
        throw new TimeoutException("the notebook server did not answer within 60 s");
    }

    public void Dispose()
    {
        if (_server is { HasExited: false })
        {
            // Asked to end, so that it ends its kernels; then made to.
            using var signal = Process.Start("/bin/kill", ["-TERM", $"{_server.Id}"]);
            if (!_server.WaitForExit(TimeSpan.FromSeconds(10)))
                _server.Kill(entireProcessTree: true);
        }
        _server?.Dispose();
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    private static JsonObject Notebook()
    {
        var cells = new JsonArray();
        foreach (var chart in ChartCases.All)
        {
            var html = ChartDisplay.Html(chart.Chart).Replace("An interactive chart: trust this notebook to see it.", Still, StringComparison.Ordinal);
            cells.Add(new JsonObject
            {
                ["cell_type"] = "code", ["execution_count"] = 1, ["id"] = chart.Name, ["metadata"] = new JsonObject(), ["source"] = "chart",
                ["outputs"] = new JsonArray(new JsonObject
                {
                    ["output_type"] = "display_data", ["metadata"] = new JsonObject(),
                    ["data"] = new JsonObject { ["text/html"] = html, [ChartDisplay.FigureMimeType] = JsonNode.Parse(ChartDisplay.FigureJson(chart.Chart)) },
                }),
            });
        }
        return new JsonObject { ["cells"] = cells, ["metadata"] = new JsonObject(), ["nbformat"] = 4, ["nbformat_minor"] = 5 };
    }

    private void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(Options(program, arguments))!;
        var errors = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(90)), $"{program} did not end within 90 s");
        Assert.True(process.ExitCode == 0, errors.Result);
    }

    // Nothing of the user's is read or written.
    private ProcessStartInfo Options(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder };
        start.Environment["JUPYTER_DATA_DIR"] = Path.Combine(Folder, "jupyter", "data");
        start.Environment["JUPYTER_CONFIG_DIR"] = Path.Combine(Folder, "jupyter", "config");
        start.Environment["JUPYTER_RUNTIME_DIR"] = Path.Combine(Folder, "jupyter", "runtime");
        return start;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
