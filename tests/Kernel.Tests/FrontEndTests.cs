using System.Diagnostics;
using Kernel.Tests.Client;
using VisionAttention.Kernel;

namespace Kernel.Tests;

public sealed class FrontEndTests : IDisposable
{
    private const string Notebook = """
        {"cells":[{"cell_type":"code","id":"one","metadata":{},"execution_count":null,"outputs":[],"source":"Console.WriteLine(6 * 7);\nHTML(\"<b>bold</b>\")"}],
        "metadata":{"kernelspec":{"name":"csharp-test","display_name":"C#","language":"C#"}},"nbformat":4,"nbformat_minor":5}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("kernel-front-ends-").FullName;

    public FrontEndTests()
    {
        var kernels = Directory.CreateDirectory(Path.Combine(_folder, "kernels", "csharp-test")).FullName;
        File.WriteAllText(Path.Combine(kernels, "kernel.json"), KernelSpec.Json(Dotnet(), KernelProcess.DllPath, "C# under test"));
        File.WriteAllText(Path.Combine(_folder, "tiny.ipynb"), Notebook);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Nbclient_runs_a_notebook()
    {
        Python("-c", "import nbformat, nbclient; n = nbformat.read('tiny.ipynb', 4); nbclient.NotebookClient(n, timeout=60).execute(); nbformat.write(n, 'done.ipynb')");
        var text = File.ReadAllText(Path.Combine(_folder, "done.ipynb"));
        Assert.Contains("42\\n", text, StringComparison.Ordinal);
        Assert.Contains("<b>bold</b>", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nbconvert_makes_a_page_with_the_outputs()
    {
        Python("-m", "nbconvert", "--to", "html", "--execute", "tiny.ipynb");
        var page = File.ReadAllText(Path.Combine(_folder, "tiny.html"));
        Assert.Contains("<b>bold</b>", page, StringComparison.Ordinal);
        Assert.Contains("42", page, StringComparison.Ordinal);
    }

    private static string Dotnet()
    {
        var paths = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return paths.Select(static path => Path.Combine(path, "dotnet")).First(File.Exists);
    }

    private void Python(params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", arguments) { WorkingDirectory = _folder, RedirectStandardError = true };
        start.Environment["JUPYTER_PATH"] = _folder;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }
}
