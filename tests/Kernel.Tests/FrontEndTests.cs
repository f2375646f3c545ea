using System.Diagnostics;
using Kernel.Tests.Client;

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

    public void Dispose() => Folders.Delete(_folder);

    [Fact]
    public void Nbclient_runs_a_notebook()
    {
        Python("", "-c", "import nbformat, nbclient; n = nbformat.read('tiny.ipynb', 4); nbclient.NotebookClient(n, timeout=60).execute(); nbformat.write(n, 'done.ipynb')");
        var text = File.ReadAllText(Path.Combine(_folder, "done.ipynb"));
        Assert.Contains("42\\n", text, StringComparison.Ordinal);
        Assert.Contains("<b>bold</b>", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nbconvert_makes_a_page_with_the_outputs()
    {
        Python("", "-m", "nbconvert", "--to", "html", "--execute", "tiny.ipynb");
        var page = File.ReadAllText(Path.Combine(_folder, "tiny.html"));
        Assert.Contains("<b>bold</b>", page, StringComparison.Ordinal);
        Assert.Contains("42", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Jupyter_console_runs_lines_and_shows_errors()
    {
        var text = Python(
            "1 + 41\nvar answer = 6 * 7;\n$\"it is {answer}\"\nthrow new Exception(\"on purpose\");\nanswer + 1\nexit\n",
            "-m", "jupyter_console", "--simple-prompt", "--kernel", "csharp-test", "--ZMQTerminalInteractiveShell.confirm_exit=False");
        Assert.Contains("42", text, StringComparison.Ordinal);
        Assert.Contains("it is 42", text, StringComparison.Ordinal);
        Assert.Contains("on purpose", text, StringComparison.Ordinal);
        Assert.Contains("43", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nbclient_is_told_when_a_cell_ends_the_process()
    {
        var text = Python(
            "", "-c", "import nbformat, nbclient\nn = nbformat.read('tiny.ipynb', 4)\nn.cells[0].source = 'Environment.Exit(3);'\n"
            + "try: nbclient.NotebookClient(n, timeout=60).execute()\nexcept Exception as e: print(type(e).__name__, e)");
        Assert.Contains("Environment.Exit", text, StringComparison.Ordinal);
    }

    private static string Dotnet()
    {
        var paths = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return paths.Select(static path => Path.Combine(path, "dotnet")).First(File.Exists);
    }

    private string Python(string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", arguments)
        {
            WorkingDirectory = _folder, RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true,
        };
        start.Environment["JUPYTER_PATH"] = _folder;
        start.Environment["JUPYTER_RUNTIME_DIR"] = Path.Combine(_folder, "runtime");
        using var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + errors.Result);
        return output + errors.Result;
    }
}
