using System.ComponentModel;

namespace VisionAttention.Kernel.Interactive;

/// <summary>The kernel, as the names of .NET Interactive reach it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Notebook
{
    private static INotebook? s_current;

    /// <summary>The kernel that runs the cells; set once, when it starts.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static INotebook Current
    {
        get => s_current ?? throw new InvalidOperationException("nothing can be displayed outside a kernel; run this code in a notebook");
        set => s_current = value;
    }
}

/// <summary>What a kernel does for them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface INotebook
{
    /// <summary>The code of the running cell.</summary>
    string Code { get; }

    /// <summary>The native libraries of the packages that cells added.</summary>
    IReadOnlyList<string> NativeFiles { get; }

    /// <summary>Cancelled when the running cell is to stop.</summary>
    CancellationToken Stopping { get; }

    /// <summary>
    /// Asked by a formatter: whether its text has to hold what one output of a notebook brings for all, a library of the browser's. What code formats
    /// for itself does, as nobody knows where that text goes.
    /// </summary>
    bool BringsLibrary();

    /// <summary>Shows a value under the running cell.</summary>
    /// <param name="value">What to show.</param>
    /// <param name="mimeTypes">In which MIME types; all it has when none is given.</param>
    /// <param name="displayId">The name it can be replaced by.</param>
    /// <returns>The MIME types in which an update is to be shown.</returns>
    string[] Show(object? value, string[] mimeTypes, string displayId);

    /// <summary>Shows another value in the place of one shown before.</summary>
    void Update(object? value, string[] mimeTypes, string displayId);

    /// <summary>Asks the reader of the notebook for a line.</summary>
    string Ask(string prompt, bool isPassword);

    /// <summary>Runs code as a cell of its own and shows its result.</summary>
    void Run(string code);

    /// <summary>Has something done when the running cell is done, below its result.</summary>
    void OnComplete(Action action);
}
