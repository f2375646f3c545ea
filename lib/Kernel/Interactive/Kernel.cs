using System.Diagnostics.CodeAnalysis;
using VisionAttention.Kernel.Display;

namespace Microsoft.DotNet.Interactive;

/// <summary>The display functions every cell has at hand.</summary>
public static class Kernel
{
    /// <summary>Shows a value below the cell.</summary>
    /// <param name="value">What to show.</param>
    /// <param name="mimeTypes">In which MIME types; all the value has when none is given.</param>
    [SuppressMessage("Style", "IDE1006", Justification = "Notebooks write it so.")]
    public static DisplayedValue display(object? value, params string[] mimeTypes)
    {
        var bundle = MimeBundle.Of(value, mimeTypes);
        // An update keeps to these, so that a chart that is JSON and HTML stays both.
        string[] kept = mimeTypes.Length > 0 ? mimeTypes : [.. bundle.Select(static entry => entry.Key).Where(static type => type != MimeTypes.Text)];
        var displayId = Guid.NewGuid().ToString("N");
        Output.Target.Show(bundle, displayId);
        return new DisplayedValue(displayId, kept, value);
    }

    /// <summary>Text that is shown as HTML.</summary>
    public static MimeText HTML(string content) => new(MimeTypes.Html, content);

    /// <summary>Text that is shown as Markdown.</summary>
    public static MimeText Markdown(string content) => new(MimeTypes.Markdown, content);

    /// <summary>Text that is shown as a drawing.</summary>
    [SuppressMessage("Style", "IDE1006", Justification = "The format's name.")]
    public static MimeText SVG(string content) => new(MimeTypes.Svg, content);

    /// <summary>Runs a script in the browser.</summary>
    public static void Javascript(string script) => display(new MimeText(MimeTypes.Html, $"<script type=\"text/javascript\">{script}</script>"));

    /// <summary>Adds a style sheet to the page.</summary>
    public static void CSS(string content) => display(new MimeText(MimeTypes.Html, $"<style>{content}</style>"));

    /// <summary>Asks the reader of the notebook for a password, which is not shown while it is typed.</summary>
    public static Task<PasswordString> GetPasswordAsync(string prompt = "") => Task.FromResult(new PasswordString(Output.Target.Ask(prompt, password: true)));

    /// <summary>Asks the reader of the notebook for a line of text.</summary>
    public static Task<string> GetInputAsync(string prompt = "") => Task.FromResult(Output.Target.Ask(prompt, password: false));
}
