using Kernel.Tests.Client;

namespace Kernel.Tests;

/// <summary>The classic Notebook in a real browser: what a reader does with a notebook.</summary>
public sealed class NotebookBrowserTests : IDisposable
{
    private const string Idle = "Jupyter.notebook.kernel.is_connected() && !Jupyter.notebook.kernel_busy";
    private readonly Browser _browser = new();
    private NotebookServer? _server;

    public void Dispose()
    {
        _browser.Dispose();
        _server?.Dispose();
    }

    [Fact]
    public void Run_all_shows_text_results_displays_and_errors()
    {
        Open(
            "Console.WriteLine(\"printed\"); 6 * 7",
            "var shown = display(HTML(\"<b class='first'>first</b>\"));\nshown.Update(HTML(\"<b class='second'>second</b>\"));",
            "for (var step = 1; step <= 3; step++) { Microsoft.DotNet.Interactive.Kernel.display(\"step \" + step); VisionAttention.Kernel.Display.Output.Clear(wait: true); }\nConsole.Write(\"end of progress\");",
            "throw new InvalidOperationException(\"on purpose\");",
            "Console.Write(\"never\")");
        _browser.Evaluate("Jupyter.notebook.execute_all_cells()");
        WaitForOutput(3, "on purpose");
        _browser.WaitUntil(Idle);
        Assert.Contains("printed", Output(0), StringComparison.Ordinal);
        Assert.Contains("42", Output(0), StringComparison.Ordinal);
        Assert.True((bool)_browser.Evaluate("document.querySelectorAll('.output .second').length === 1 && document.querySelectorAll('.output .first').length === 0")!);
        Assert.Contains("end of progress", Output(2), StringComparison.Ordinal);
        Assert.DoesNotContain("step", Output(2), StringComparison.Ordinal);
        Assert.Contains("line 1", Output(3), StringComparison.Ordinal);
        Assert.Equal("", Output(4).Trim());
    }

    [Fact]
    public void Interrupt_keeps_variables_and_restart_forgets_them()
    {
        Open("var kept = 41;", "Console.WriteLine(\"begun\"); while (true) { }", "kept + 1");
        Execute(0);
        Execute(1);
        WaitForOutput(1, "begun");
        _browser.Evaluate("Jupyter.notebook.kernel.interrupt()");
        WaitForOutput(1, "interrupted");
        Execute(2);
        WaitForOutput(2, "42");

        _browser.Evaluate("new Promise(done => Jupyter.notebook.kernel.restart(done))");
        _browser.WaitUntil(Idle);
        _browser.Evaluate("Jupyter.notebook.clear_all_output()");
        Execute(2);
        WaitForOutput(2, "CS0103");
    }

    [Fact]
    public void A_completion_list_pops_up_and_its_choice_is_written()
    {
        Open("var words = new List<string>();", "");
        Execute(0);
        _browser.WaitUntil("Jupyter.notebook.get_cell(0).input_prompt_number === 1");
        // The Tab key's own handler is called: where the keys of a window without a screen go is not the notebook's doing.
        _browser.Evaluate("Jupyter.notebook.get_cell(1).code_mirror.replaceSelection('words.Ad'); Jupyter.notebook.get_cell(1).completer.startCompletion()");
        _browser.WaitUntil("document.querySelectorAll('#complete option').length >= 2");
        Assert.Contains("AddRange", (string?)_browser.Evaluate("document.querySelector('#complete').innerText"), StringComparison.Ordinal);
        _browser.Evaluate(
            "const completer = Jupyter.notebook.get_cell(1).completer;" +
            "completer.sel[0].selectedIndex = completer.raw_result.findIndex(choice => choice.str.includes('AddRange'));" +
            "completer.pick()");
        Assert.Equal("words.AddRange", (string?)_browser.Evaluate("Jupyter.notebook.get_cell(1).get_text()"));
    }

    private void Open(params string[] cells)
    {
        _server = new NotebookServer(cells);
        _browser.Open(_server.Address);
        _browser.WaitUntil("Jupyter.notebook && Jupyter.notebook._fully_loaded && Jupyter.notebook.kernel");
        _browser.WaitUntil(Idle);
    }

    private void Execute(int cell) => _browser.Evaluate($"Jupyter.notebook.get_cell({cell}).execute()");

    private string Output(int cell) => (string?)_browser.Evaluate($"Jupyter.notebook.get_cell({cell}).output_area.element.text()") ?? "";

    private void WaitForOutput(int cell, string text) =>
        _browser.WaitUntil($"Jupyter.notebook.get_cell({cell}).output_area.element.text().includes({System.Text.Json.JsonSerializer.Serialize(text)})");
}
