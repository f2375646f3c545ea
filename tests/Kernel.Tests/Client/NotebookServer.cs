using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Kernel.Tests.Client;

/// <summary>Debian's classic Jupyter Notebook with the kernel under test, in a folder of its own.</summary>
public sealed class NotebookServer : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kernel-notebook-").FullName;
    private readonly Process _process;
    private readonly int _port;

    /// <param name="cells">The code cells of the notebook <c>test.ipynb</c>.</param>
    public NotebookServer(params string[] cells)
    {
        var spec = Directory.CreateDirectory(Path.Combine(_folder, "data", "kernels", "csharp-test")).FullName;
        var dotnet = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(static path => Path.Combine(path, "dotnet")).First(File.Exists);
        File.WriteAllText(Path.Combine(spec, "kernel.json"), KernelSpec.Json(dotnet, KernelProcess.DllPath, "C# under test"));
        var code = cells.Select(static (source, index) => (JsonNode)new JsonObject
        {
            ["cell_type"] = "code", ["id"] = $"cell-{index}", ["metadata"] = new JsonObject(), ["execution_count"] = null, ["outputs"] = new JsonArray(), ["source"] = source,
        });
        File.WriteAllText(Path.Combine(_folder, "test.ipynb"), new JsonObject
        {
            ["cells"] = new JsonArray([.. code]),
            ["metadata"] = new JsonObject { ["kernelspec"] = new JsonObject { ["name"] = "csharp-test", ["display_name"] = "C#", ["language"] = "C#" } },
            ["nbformat"] = 4, ["nbformat_minor"] = 5,
        }.ToJsonString());

        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            _port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        var start = new ProcessStartInfo("/usr/bin/python3") { WorkingDirectory = _folder, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["-m", "notebook", "--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={_port}", "--NotebookApp.token=", "--NotebookApp.password="])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["JUPYTER_PATH"] = Path.Combine(_folder, "data");
        start.Environment["JUPYTER_CONFIG_DIR"] = Path.Combine(_folder, "config");
        start.Environment["JUPYTER_DATA_DIR"] = Path.Combine(_folder, "data");
        start.Environment["JUPYTER_RUNTIME_DIR"] = Path.Combine(_folder, "runtime");
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginErrorReadLine();
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        using var client = new HttpClient();
        Wait.For(() => client.GetStringAsync($"http://127.0.0.1:{_port}/api/kernelspecs").Result, 60, "the notebook server");
    }

    public string Address => $"http://127.0.0.1:{_port}/notebooks/test.ipynb";

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        Folders.Delete(_folder);
    }
}
