using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using VisionAttention.Kernel.Interactive;

namespace Microsoft.DotNet.Interactive;

/// <summary>The running cell.</summary>
public sealed class KernelInvocationContext
{
    private KernelInvocationContext()
    {
    }

    /// <summary>The cell that runs now.</summary>
    public static KernelInvocationContext Current { get; } = new();

    /// <summary>Cancelled when the user stops the cell, for code that must notice it inside a long call.</summary>
    public CancellationToken CancellationToken => Notebook.Current.Stopping;

    /// <summary>The cell's code.</summary>
    public KernelCommand Command => new SubmitCode(Notebook.Current.Code);

    /// <summary>The kernel that runs it.</summary>
    public Kernel HandlingKernel => Kernel.Current;

    /// <summary>Has something done when the cell has run, below its result; also when it failed.</summary>
    public void OnComplete(Action<KernelInvocationContext> onComplete) => Notebook.Current.OnComplete(() => onComplete(this));

    /// <summary>Shows what an event holds: a value, or a text for standard error.</summary>
    public void Publish(KernelEvent @event)
    {
        switch (@event)
        {
            case ErrorProduced error:
                Console.Error.WriteLine(error.Message);
                break;
            case DisplayEvent shown:
                Displays.Show(shown.FormattedValues.Count > 0 ? new FormattedBundle(shown.FormattedValues) : shown.Value, []);
                break;
        }
    }
}

/// <summary>Display, as a method of the running cell.</summary>
public static class KernelInvocationContextExtensions
{
    /// <summary>Shows a value below the cell.</summary>
    public static DisplayedValue Display(this KernelInvocationContext context, object? value, params string[] mimeTypes) => Displays.Show(value, mimeTypes);

    /// <summary>Shows a text as what its MIME type says.</summary>
    public static DisplayedValue DisplayAs(this KernelInvocationContext context, string value, string mimeType) => Displays.Show(new MimeText(mimeType, value), []);
}
