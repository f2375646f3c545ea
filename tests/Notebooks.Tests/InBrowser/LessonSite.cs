using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Kernel.Tests.Client;
using VisionAttention.Kit.Notebooks.Figures;

namespace Notebooks.Tests.InBrowser;

/// <summary>The lessons in a folder laid out as the checkout is, served by Debian's classic notebook, and a browser to look at them.</summary>
public sealed class LessonSite : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lesson-site-").FullName;
    private readonly Process _server;
    private readonly int _port = FreePort();

    public LessonSite()
    {
        var workspace = Lessons.Workspace;
        var notebooks = Directory.CreateDirectory(Path.Combine(_folder, "notebooks")).FullName;
        var figures = Directory.CreateDirectory(Path.Combine(notebooks, CourseFigures.FolderName)).FullName;
        foreach (var path in Directory.GetFiles(workspace.Notebooks))
            File.Copy(path, Path.Combine(notebooks, Path.GetFileName(path)));
        foreach (var path in Directory.GetFiles(Path.Combine(workspace.Notebooks, CourseFigures.FolderName)))
            File.Copy(path, Path.Combine(figures, Path.GetFileName(path)));
        File.Copy(workspace.EnvironmentFile, Path.Combine(_folder, "environment.json"));
        foreach (var shared in new[] { "artifacts", "data", "lib", "tests" })
            Directory.CreateSymbolicLink(Path.Combine(_folder, shared), workspace.At(shared));

        Trust(Directory.GetFiles(notebooks, "*.ipynb"));
        _server = Process.Start(Options(
            "-m", "notebook", "--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={_port}", "--NotebookApp.token=", "--NotebookApp.password="))!;
        _ = _server.StandardOutput.ReadToEndAsync();
        _ = _server.StandardError.ReadToEndAsync();
        using var client = new HttpClient();
        Wait.For(() => client.GetStringAsync(new Uri($"http://127.0.0.1:{_port}/api/kernelspecs")).Result, 90, "the notebook server");
    }

    public Browser Browser { get; } = new();

    public void Open(string name)
    {
        Browser.Open($"http://127.0.0.1:{_port}/notebooks/notebooks/{name}.ipynb");
        Browser.WaitUntil("Jupyter.notebook._fully_loaded && Jupyter.notebook.kernel && Jupyter.notebook.kernel.is_connected()", 90);
    }

    public void EndKernel()
    {
        Browser.Evaluate("Jupyter.notebook.session.delete()");
        Browser.WaitUntil("!Jupyter.notebook.kernel.is_connected()", 30);
    }

    public void Dispose()
    {
        Browser.Dispose();
        // Asked to end, so that it ends its kernels; then made to.
        using (var signal = Process.Start("/bin/kill", ["-TERM", $"{_server.Id}"]))
            signal.WaitForExit();

        if (!_server.WaitForExit(TimeSpan.FromSeconds(20)))
            _server.Kill(entireProcessTree: true);

        _server.Dispose();
        foreach (var link in Directory.GetDirectories(_folder).Where(folder => new DirectoryInfo(folder).LinkTarget is not null))
            Directory.Delete(link);

        Folders.Delete(_folder);
    }

    // Signs the notebooks, as opening and running them would.
    private void Trust(string[] paths)
    {
        const string Program = "import nbformat, sys; from nbformat.sign import NotebookNotary; notary = NotebookNotary(); [notary.sign(nbformat.read(path, 4)) for path in sys.argv[1:]]";
        using var signing = Process.Start(Options(["-c", Program, .. paths]))!;
        var errors = signing.StandardError.ReadToEndAsync();
        _ = signing.StandardOutput.ReadToEnd();
        signing.WaitForExit();
        Assert.True(signing.ExitCode == 0, errors.Result);
    }

    // Nothing of the user's is read or written; the kernel is the one that set-up installed in the checkout.
    private ProcessStartInfo Options(params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        start.Environment["JUPYTER_PATH"] = Lessons.Workspace.JupyterData;
        start.Environment["JUPYTER_DATA_DIR"] = Path.Combine(_folder, "jupyter", "data");
        start.Environment["JUPYTER_CONFIG_DIR"] = Path.Combine(_folder, "jupyter", "config");
        start.Environment["JUPYTER_RUNTIME_DIR"] = Path.Combine(_folder, "jupyter", "runtime");
        return start;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
