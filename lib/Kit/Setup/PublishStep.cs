using VisionAttention.Kit.Platform;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Setup;

/// <summary>Publishes one project into its place below artifacts/.</summary>
internal abstract class PublishStep : ISetupStep
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Why { get; }

    /// <inheritdoc/>
    public IEnumerable<string> Inputs(SetupContext context)
    {
        var workspace = context.Workspace;
        return
        [
            .. Stamps.Sources([.. SourceFolders.Select(folder => workspace.At(folder)), workspace.At("lib", "Build"), workspace.EnvironmentFile]),
            // What was made, too: a file that was changed or removed since is made again.
            .. Stamps.Sources(Path.GetDirectoryName(MainFile(workspace))!),
        ];
    }

    /// <inheritdoc/>
    public virtual bool IsInPlace(SetupContext context) => File.Exists(MainFile(context.Workspace));

    /// <inheritdoc/>
    public async Task<string> ApplyAsync(SetupContext context, CancellationToken cancellation)
    {
        var workspace = context.Workspace;
        var main = MainFile(workspace);
        var target = Path.GetDirectoryName(main)!;
        var aside = target + ".new";
        AtomicFile.DeleteFolder(aside);
        var log = Path.Combine(workspace.SetupFolder, $"{Name}.log");
        var options = new ProcessOptions { WorkingDirectory = workspace.Root, LogFile = log, OnLine = context.Report.Live };
        // Not -o, which would make it a whole path: an apostrophe in one ends a text inside the SDK's own files.
        var place = Path.GetRelativePath(Path.GetDirectoryName(workspace.At(Project))!, aside);
        var result = await context.Processes.RunAsync(
            context.Machine.Dotnet, ["publish", Project, "-c", "Release", $"-p:PublishDir={place}/", "-v", "quiet", "-tl:off", .. ExtraArguments], options, cancellation);
        if (!result.Succeeded || !File.Exists(Path.Combine(aside, Path.GetFileName(main))))
        {
            AtomicFile.DeleteFolder(aside);
            throw FailureText.OfProgram($"building {Project}", result, $"see {log}");
        }

        AtomicFile.ReplaceFolder(aside, target);
        Finish(workspace);
        return workspace.Relative(target);
    }

    /// <summary>The project, relative to the root.</summary>
    protected abstract string Project { get; }

    /// <summary>The folders its result depends on, relative to the root.</summary>
    protected abstract IReadOnlyList<string> SourceFolders { get; }

    /// <summary>The file that shows that it is published.</summary>
    protected abstract string MainFile(Workspace workspace);

    /// <summary>What `dotnet publish` is told beside the usual.</summary>
    protected virtual IReadOnlyList<string> ExtraArguments => [];

    /// <summary>What is still to be done once it is in its place.</summary>
    protected virtual void Finish(Workspace workspace)
    {
    }
}
