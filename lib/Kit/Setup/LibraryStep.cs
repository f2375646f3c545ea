using System.Reflection;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Setup;

/// <summary>Publishes the library that the lessons load, with everything it needs beside it, and unpacks the plotly.js inside Plotly.NET.</summary>
internal sealed class LibraryStep : PublishStep
{
    /// <inheritdoc/>
    public override string Name => "library";

    /// <inheritdoc/>
    public override string Why => "building the library that the lessons load (lib/VisionAttention)";

    /// <inheritdoc/>
    public override bool IsInPlace(SetupContext context) => base.IsInPlace(context) && File.Exists(context.Workspace.PlotlyScript);

    /// <inheritdoc/>
    protected override string Project => "lib/VisionAttention/VisionAttention.csproj";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> SourceFolders => ["lib/VisionAttention"];

    /// <inheritdoc/>
    protected override string MainFile(Workspace workspace) => Path.Combine(workspace.NotebookLibrary, "VisionAttention.dll");

    /// <inheritdoc/>
    // A page that shows charts loads this file from beside it, and needs no network.
    protected override void Finish(Workspace workspace)
    {
        var library = Path.Combine(workspace.NotebookLibrary, "Plotly.NET.dll");
        var assembly = Assembly.LoadFile(library);
        var name = Array.Find(assembly.GetManifestResourceNames(), name => name.Contains("plotly", StringComparison.Ordinal) && name.EndsWith(".js", StringComparison.Ordinal))
            ?? throw new KitException($"{workspace.Relative(library)} holds no plotly.js", "the version of Plotly.NET in environment.json must be one that carries it");
        using var script = assembly.GetManifestResourceStream(name)!;
        AtomicFile.Write(workspace.PlotlyScript, script.CopyTo, makesFolder: true);
    }
}
