using System.Runtime.CompilerServices;
using Microsoft.DotNet.Interactive.Formatting;
using VisionAttention.Kernel.Interactive;

namespace Microsoft.DotNet.Interactive;

/// <summary>What is on display, so that it can be replaced.</summary>
internal static class Displays
{
    private static readonly ConditionalWeakTable<DisplayedValue, string[]> MimeTypes = [];

    // An update formats the value in the types it was shown in, for nobody: the kernel formats it itself. The plainest costs least.
    private static readonly FormattedValue[] Placeholder = [new FormattedValue("text/plain", "")];

    static Displays() => Formatter.SubscribeToDisplayedValues(Raised);

    internal static DisplayedValue Show(object? value, string[] mimeTypes)
    {
        var displayed = new DisplayedValue(value, Placeholder);
        MimeTypes.Add(displayed, Notebook.Current.Show(value, mimeTypes, displayed.DisplayId));
        return displayed;
    }

    private static void Raised(DisplayedValue displayed)
    {
        if (MimeTypes.TryGetValue(displayed, out var mimeTypes))
        {
            Notebook.Current.Update(displayed.Value, mimeTypes, displayed.DisplayId);
        }
        else
        {
            // Shown by an extension, without the kernel: it is formatted already.
            MimeTypes.Add(displayed, Notebook.Current.Show(new FormattedBundle(displayed.FormattedValues), [], displayed.DisplayId));
        }
    }
}

/// <summary>Texts with their MIME types, as the kernel shows them.</summary>
internal sealed class FormattedBundle(IEnumerable<FormattedValue> values)
{
    public IReadOnlyDictionary<string, string> ToMimeBundle() => MimeText.WithWords(values.DistinctBy(static value => value.MimeType).ToDictionary(static value => value.MimeType, static value => value.Value));
}
