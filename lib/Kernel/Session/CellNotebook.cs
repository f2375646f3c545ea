using VisionAttention.Kernel.Display;
using VisionAttention.Kernel.Execution;
using VisionAttention.Kernel.Interactive;

namespace VisionAttention.Kernel.Session;

/// <summary>Does what cells and extensions ask by the names of .NET Interactive.</summary>
internal sealed class CellNotebook(CellRunner runner, AssemblyLoading loading) : INotebook
{
    // The output that this thread formats a value for: its display id; empty for the result of a cell, null for none.
    [ThreadStatic]
    private static string? t_output;

    // The output that brings the library, and the cell below which it lies.
    private (string Output, string Code)? _bringer;

    public string Code => runner.RunningCode;

    public IReadOnlyList<string> NativeFiles => loading.NativeFiles;

    public CancellationToken Stopping => Interruption.Token;

    public bool BringsLibrary()
    {
        if (t_output is null || CellContext.Current is { Silent: true })
        {
            return true;
        }

        if (_bringer is not null)
        {
            return false;
        }

        _bringer = (t_output, Code);
        return true;
    }

    public string[] Show(object? value, string[] mimeTypes, string displayId)
    {
        var bundle = Format(displayId, () => MimeBundle.Of(value, mimeTypes));
        Output.Target.Show(bundle, displayId);

        // An update keeps to these, so that a chart that is JSON and HTML stays both.
        return mimeTypes.Length > 0 ? mimeTypes : [.. bundle.Select(static entry => entry.Key).Where(static type => type != MimeTypes.Text)];
    }

    public void Update(object? value, string[] mimeTypes, string displayId)
    {
        var before = _bringer;
        var isReplaced = before?.Output == displayId;
        if (isReplaced)
        {
            _bringer = null;
        }

        Output.Target.Update(Format(displayId, () => MimeBundle.Of(value, mimeTypes)), displayId);

        if (isReplaced && _bringer is not null)
        {
            // It still lies below the cell that showed it first.
            _bringer = before;
        }
    }

    public string Ask(string prompt, bool isPassword) => Output.Target.Ask(prompt, isPassword);

    public void Run(string code) => runner.RunInside(code);

    public void OnComplete(Action action) => runner.OnComplete(action);

    /// <summary>Formats the result of a cell.</summary>
    internal static void FormatResult(Action format) => Format<object?>("", () =>
    {
        format();
        return null;
    });

    /// <summary>Says that what the running cell has shown is gone: it runs again, or clears its outputs.</summary>
    internal void OutputsAreGone() => _bringer = _bringer?.Code == Code ? null : _bringer;

    private static T Format<T>(string output, Func<T> format)
    {
        var outer = t_output;
        t_output = output;
        try
        {
            return format();
        }
        finally
        {
            t_output = outer;
        }
    }
}
