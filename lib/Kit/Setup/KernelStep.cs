namespace VisionAttention.Kit.Setup;

/// <summary>Publishes the notebook kernel, compiled ahead of time so that a notebook starts quickly.</summary>
internal sealed class KernelStep : PublishStep
{
    /// <inheritdoc/>
    public override string Name => "kernel";

    /// <inheritdoc/>
    public override string Why => "building the C# notebook kernel (lib/Kernel)";

    /// <inheritdoc/>
    protected override string Project => "lib/Kernel/Kernel.csproj";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> SourceFolders => ["lib/Kernel"];

    /// <inheritdoc/>
    protected override string MainFile(Workspace workspace) => workspace.KernelProgram;
}
