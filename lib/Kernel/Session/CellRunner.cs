using Microsoft.DotNet.Interactive;
using VisionAttention.Kernel.Display;
using VisionAttention.Kernel.Execution;
using VisionAttention.Kernel.Interactive;
using VisionAttention.Kernel.Magics;

namespace VisionAttention.Kernel.Session;

/// <summary>Runs a cell: its sections in order, in each the directives first, then the code.</summary>
internal sealed class CellRunner
{
    private const int AbandonMilliseconds = 300;
    private readonly Dictionary<string, string> _sources = [];
    private readonly References _references;
    private readonly DirectiveRunner _directives;
    private readonly CellNotebook _notebook;
    private readonly Queue<Action> _whenDone = [];

    internal CellRunner()
    {
        var loading = new AssemblyLoading();
        _references = new References(loading);
        Host = new ScriptHost(_references, loading);
        _directives = new DirectiveRunner(_references, loading, Host, (text, name, folder, showsResult) => Run(text, name, folder, showsResult ? Show : null));
        _notebook = new CellNotebook(this, loading);
        Notebook.Current = _notebook;
    }

    internal ScriptHost Host { get; }

    /// <summary>The text of the cell that runs.</summary>
    internal string RunningCode { get; private set; } = "";

    /// <summary>What a cell waits for before it compiles.</summary>
    internal Task Ready { get; set; } = Task.CompletedTask;

    /// <summary>The text of a cell or loaded file by the name that tracebacks give it.</summary>
    internal string? SourceOf(string path) => _sources.GetValueOrDefault(path);

    /// <summary>Called when the running cell clears its outputs.</summary>
    internal void OutputsAreGone() => _notebook.OutputsAreGone();

    /// <summary>Compiles and runs once, so that the first real cell finds the compiler loaded; leaves nothing behind.</summary>
    internal void WarmUp() => RunAside("1 + 1");

    /// <summary>Goes through more of the compiler, for when nobody waits yet.</summary>
    internal void WarmUpMore()
    {
        RunAside("var text = $\"{1 + 1}\"; Console.Out.Write(\"\"); text");
        RunAside("int Twice(int n) => 2 * n; foreach (var n in new List<int> { 1, 2 }.Select(n => Twice(n))) { if (n > 2) Console.Out.Write(\"\"); }");
    }

    private void RunAside(string code)
    {
        var host = new ScriptHost(_references, new AssemblyLoading());
        host.Prepare(code, "warm-up")?.Invoke().GetAwaiter().GetResult();
    }

    /// <summary>Runs a cell and hands its result to <paramref name="showResult"/>.</summary>
    internal void Run(string code, string name, Action<object> showResult)
    {
        RunningCode = code;
        _notebook.OutputsAreGone();
        // What a cell before left behind because something in it failed is not this one's.
        _whenDone.Clear();
        try
        {
            Run(code, name, Directory.GetCurrentDirectory(), showResult);
        }
        finally
        {
            while (_whenDone.TryDequeue(out var action))
            {
                action();
            }
        }
    }

    /// <summary>Has something done when the running cell is done, below its result.</summary>
    internal void OnComplete(Action action) => _whenDone.Enqueue(action);

    /// <summary>Runs code that another cell's code sends, and shows its result below that cell.</summary>
    internal void RunInside(string code) =>
        Run(code, "code sent by the cell", Directory.GetCurrentDirectory(), Show);

    private static void Show(object value) => Microsoft.DotNet.Interactive.Kernel.display(value);

    private void Run(string code, string name, string folder, Action<object>? showResult)
    {
        Ready.Wait(Interruption.Token);
        _sources[name] = code;
        foreach (var section in CellSection.Split(code))
        {
            RunSection(section, name, folder, showResult);
        }
    }

    private void RunSection(CellSection section, string name, string folder, Action<object>? showResult)
    {
        switch (section.Language)
        {
            case "markdown":
                Microsoft.DotNet.Interactive.Kernel.display(new MimeText(MimeTypes.Markdown, section.Text.Trim()));
                break;
            case "html":
                Microsoft.DotNet.Interactive.Kernel.display(new MimeText(MimeTypes.Html, section.Text.Trim()));
                break;
            case "javascript":
                Microsoft.DotNet.Interactive.Kernel.Javascript(section.Text.Trim());
                break;
            default:
                RunCSharp(section.Text, name, folder, showResult);
                break;
        }
    }

    private void RunCSharp(string text, string name, string folder, Action<object>? showResult)
    {
        var atCellEnd = new List<Action>();
        foreach (var step in CellSource.Steps(text))
        {
            _directives.Follow(step.Directives, name, folder, atCellEnd);
            RunStep(step, name, showResult);
        }

        atCellEnd.ForEach(static action => action());
    }

    private void RunStep(CellSource source, string name, Action<object>? showResult)
    {
        if (Host.Prepare(source.Code, name) is { } run)
        {
            // Null also stands for a cell that ends in a statement; what display() gives is on show already.
            object? result = null;
            AbortableRun.Invoke(() => result = Await(run), Interruption.AbortSource.Token);
            if (result is not null && !FormatterTable.IsOnShow(result))
            {
                CellNotebook.FormatResult(() => showResult?.Invoke(result));
            }
        }
    }

    private static object? Await(Func<Task<object?>> run)
    {
        var pump = new ContinuationPump();
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(pump);
        try
        {
            var task = run();
            try
            {
                pump.RunUntilDone(task, Interruption.Token);
            }
            catch (OperationCanceledException) when (Interruption.IsRequested && !task.IsCompleted)
            {
                // Code on other threads gets a moment to notice; what still runs then is left behind.
                Task.WaitAny([task], AbandonMilliseconds);
                throw new CellInterruptedException();
            }

            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }
}
