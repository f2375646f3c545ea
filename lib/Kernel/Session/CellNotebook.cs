using VisionAttention.Kernel.Display;
using VisionAttention.Kernel.Execution;
using VisionAttention.Kernel.Interactive;

namespace VisionAttention.Kernel.Session;

/// <summary>Does what cells and extensions ask by the names of .NET Interactive.</summary>
internal sealed class CellNotebook(CellRunner runner, AssemblyLoading loading) : INotebook
{
    public string Code => runner.RunningCode;

    public IReadOnlyList<string> NativeFiles => loading.NativeFiles;

    public CancellationToken Stopping => Interruption.Token;

    public string[] Show(object? value, string[] mimeTypes, string displayId)
    {
        var bundle = MimeBundle.Of(value, mimeTypes);
        Output.Target.Show(bundle, displayId);

        // An update keeps to these, so that a chart that is JSON and HTML stays both.
        return mimeTypes.Length > 0 ? mimeTypes : [.. bundle.Select(static entry => entry.Key).Where(static type => type != MimeTypes.Text)];
    }

    public void Update(object? value, string[] mimeTypes, string displayId) => Output.Target.Update(MimeBundle.Of(value, mimeTypes), displayId);

    public string Ask(string prompt, bool isPassword) => Output.Target.Ask(prompt, isPassword);

    public void Run(string code) => runner.RunInside(code);
}
