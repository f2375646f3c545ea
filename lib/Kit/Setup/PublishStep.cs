using System.Reflection;
using VisionAttention.Kit.Platform;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Setup;

/// <summary>Publishes one project into its place below artifacts/.</summary>
internal sealed class PublishStep : ISetupStep
{
    public required string Name { get; init; }

    public required string Why { get; init; }

    /// <summary>The project, relative to the root.</summary>
    public required string Project { get; init; }

    /// <summary>The folders its result depends on, relative to the root.</summary>
    public required IReadOnlyList<string> SourceFolders { get; init; }

    /// <summary>The files that show that it is published, the first of them in its folder.</summary>
    public required Func<Workspace, string[]> Made { get; init; }

    /// <summary>What `dotnet publish` is told beside the usual.</summary>
    public IReadOnlyList<string> ExtraArguments { get; init; } = [];

    /// <summary>What is still to be done once it is in its place.</summary>
    public Action<Workspace> Finish { get; init; } = _ => { };

    /// <summary>The notebook kernel, compiled ahead of time so that a notebook starts quickly.</summary>
    public static PublishStep Kernel => new()
    {
        Name = "kernel",
        Why = "building the C# notebook kernel (lib/Kernel)",
        Project = "lib/Kernel/Kernel.csproj",
        SourceFolders = ["lib/Kernel"],
        Made = workspace => [workspace.KernelProgram],
    };

    /// <summary>The library that the lessons load, with everything it needs beside it, and the plotly.js inside Plotly.NET. Where ./kit has just built it, this only copies.</summary>
    public static PublishStep Library => new()
    {
        Name = "library",
        Why = "building the library that the lessons load (lib/VisionAttention)",
        Project = "lib/VisionAttention/VisionAttention.csproj",
        SourceFolders = ["lib/FusedAttention", "lib/VisionAttention"],
        Made = workspace => [Path.Combine(workspace.NotebookLibrary, "VisionAttention.dll"), workspace.PlotlyScript],
        Finish = UnpackPlotly,
    };

    /// <summary>The kit with a .NET of its own, for machines that have none.</summary>
    public static PublishStep Program => new()
    {
        Name = "program",
        Why = "building the training program with a .NET of its own (lib/Kit)",
        Project = "lib/Kit/Kit.csproj",
        SourceFolders = ["lib/Kit", "lib/Kernel/Wire", "lib/FusedAttention", "lib/VisionAttention"],
        Made = workspace => [workspace.PackedProgram],
        // Settings that change the compilation are no part of it: the libraries are those that everything else here has built.
        ExtraArguments = ["-r", Runtime, "--self-contained"],
    };

    /// <summary>The kind of machine that the packed program is for, in .NET's words.</summary>
    public const string Runtime = "linux-x64";

    public IEnumerable<string> Inputs(SetupContext context)
    {
        var workspace = context.Workspace;
        return
        [
            .. Stamps.Sources([.. SourceFolders.Select(folder => workspace.At(folder)), workspace.At("lib", "Build"), workspace.EnvironmentFile]),
            // What was made, too: a file that was changed or removed since is made again.
            .. Stamps.Sources(Path.GetDirectoryName(Made(workspace)[0])!),
        ];
    }

    public bool IsInPlace(SetupContext context) => Made(context.Workspace).All(File.Exists);

    public async Task<string> ApplyAsync(SetupContext context, CancellationToken cancellation)
    {
        var workspace = context.Workspace;
        var main = Made(workspace)[0];
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

    // A page that shows charts loads the plotly.js inside Plotly.NET from beside it, and needs no network.
    private static void UnpackPlotly(Workspace workspace)
    {
        var library = Path.Combine(workspace.NotebookLibrary, "Plotly.NET.dll");
        var assembly = Assembly.LoadFile(library);
        var name = Array.Find(assembly.GetManifestResourceNames(), name => name.Contains("plotly", StringComparison.Ordinal) && name.EndsWith(".js", StringComparison.Ordinal))
            ?? throw new KitException($"{workspace.Relative(library)} holds no plotly.js", "the version of Plotly.NET in environment.json must be one that carries it");
        using var script = assembly.GetManifestResourceStream(name)!;
        AtomicFile.Write(workspace.PlotlyScript, script.CopyTo, makesFolder: true);
    }
}
