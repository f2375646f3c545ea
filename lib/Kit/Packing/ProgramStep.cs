using VisionAttention.Kit.Setup;

namespace VisionAttention.Kit.Packing;

/// <summary>Publishes the training program together with a .NET of its own, for machines that have none.</summary>
internal sealed class ProgramStep : PublishStep
{
    /// <inheritdoc/>
    public override string Name => "program";

    /// <inheritdoc/>
    public override string Why => "building the training program with a .NET of its own (lib/Kit/Training)";

    /// <inheritdoc/>
    protected override string Project => "lib/Kit/Training/Training.csproj";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> SourceFolders => ["lib/Kit/Training", "lib/Kit/Platform", "lib/VisionAttention"];

    /// <inheritdoc/>
    // Settings that change the compilation are no part of it: the libraries are those that everything else here has built.
    protected override IReadOnlyList<string> ExtraArguments => ["-r", ArchiveFiles.Runtime, "--self-contained"];

    /// <inheritdoc/>
    protected override string MainFile(Workspace workspace) => workspace.TrainingProgram;
}
