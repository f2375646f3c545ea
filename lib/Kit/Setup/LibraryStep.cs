namespace VisionAttention.Kit.Setup;

/// <summary>Publishes the library that the lessons load, with everything it needs beside it.</summary>
internal sealed class LibraryStep : PublishStep
{
    /// <inheritdoc/>
    public override string Name => "library";

    /// <inheritdoc/>
    public override string Why => "building the library that the lessons load (lib/VisionAttention)";

    /// <inheritdoc/>
    protected override string Project => "lib/VisionAttention/VisionAttention.csproj";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> SourceFolders => ["lib/VisionAttention", "lib/Bundled"];

    /// <inheritdoc/>
    protected override string MainFile(Workspace workspace) => Path.Combine(workspace.NotebookLibrary, "VisionAttention.dll");

    /// <inheritdoc/>
    protected override IEnumerable<string> ExtraInputs(Workspace workspace) => [workspace.ProfileProps, workspace.NativeLibrary];
}
