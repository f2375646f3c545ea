using System.Diagnostics.CodeAnalysis;
using VisionAttention.Kernel.Display;
using VisionAttention.Kernel.Execution;

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

/// <summary>Something on display, which can be replaced by another value.</summary>
public sealed class DisplayedValue
{
    private readonly string[] _mimeTypes;

    internal DisplayedValue(string displayId, string[] mimeTypes, object? value) => (DisplayId, _mimeTypes, Value) = (displayId, mimeTypes, value);

    /// <summary>The name the front end knows the output by.</summary>
    public string DisplayId { get; }

    /// <summary>The value shown now.</summary>
    public object? Value { get; private set; }

    /// <summary>Shows another value in the same place, in the MIME types of the first one.</summary>
    public void Update(object? updatedValue)
    {
        Value = updatedValue;
        Output.Target.Update(MimeBundle.Of(updatedValue, _mimeTypes), DisplayId);
    }
}

/// <summary>A password, which no output shows by accident.</summary>
public sealed class PasswordString
{
    private readonly string _password;

    /// <param name="password">The password itself.</param>
    public PasswordString(string password) => _password = password;

    /// <summary>The password itself.</summary>
    public string GetClearTextPassword() => _password;

    /// <summary>As many asterisks as the password has characters.</summary>
    public override string ToString() => new('*', _password.Length);
}

/// <summary>The running cell, for code that must notice the stop button inside a long call.</summary>
public sealed class KernelInvocationContext
{
    private readonly Func<CancellationToken> _token;

    private KernelInvocationContext(Func<CancellationToken> token) => _token = token;

    /// <summary>The cell that runs now.</summary>
    public static KernelInvocationContext Current { get; } = new(static () => Interruption.Token);

    /// <summary>Cancelled when the user stops the cell.</summary>
    public CancellationToken CancellationToken => _token();
}
