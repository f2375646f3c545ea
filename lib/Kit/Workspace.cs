namespace VisionAttention.Kit;

/// <summary>The folders of one checkout.</summary>
internal sealed class Workspace(string root)
{
    /// <summary>The folder that ./kit names for <see cref="Output"/> where it is not artifacts/; null where it is.</summary>
    public static string? NamedOutput => Environment.GetEnvironmentVariable("VISION_ATTENTION_ARTIFACTS") is { Length: > 0 } named ? named : null;

    /// <summary>The repository's root, an absolute path.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Everything that is built, fetched or produced lies below this folder.</summary>
    public string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>What commands write lies below this folder: artifacts/, or another where the checkout is somebody else's.</summary>
    public string Output { get; init; } = Path.Combine(Path.GetFullPath(root), "artifacts");

    /// <summary>What set-up remembers of the steps that are done.</summary>
    public string StampFolder => Path.Combine(Artifacts, "setup");

    /// <summary>Logs and temporary files of the set-up.</summary>
    public string SetupFolder => Path.Combine(Output, "setup");

    /// <summary>The lessons.</summary>
    public string Notebooks => Path.Combine(Root, "notebooks");

    /// <summary>The one file of versions and packages; addresses and checksums of data are in data/manifest.json.</summary>
    public string EnvironmentFile => Path.Combine(Root, "environment.json");

    /// <summary>The native half of TorchSharp: its own library, and links to libtorch in the package cache.</summary>
    public string TorchFolder => Path.Combine(Artifacts, "torch");

    /// <summary>The library as the lessons load it.</summary>
    public string NotebookLibrary => Path.Combine(Artifacts, "notebook");

    /// <summary>The published notebook kernel.</summary>
    public string KernelProgram => Path.Combine(Artifacts, "kernel", "csharp-kernel.dll");

    /// <summary>This program, published with a .NET of its own for the archive of `./kit pack`.</summary>
    public string PackedProgram => Path.Combine(Artifacts, "pack", "program", "kit.dll");

    /// <summary>The folder given to Jupyter as JUPYTER_PATH, so that nothing in the user's home is touched.</summary>
    public string JupyterData => Path.Combine(Artifacts, "jupyter");

    /// <summary>The plotting library that charts load, without network.</summary>
    public string PlotlyScript => Path.Combine(Artifacts, "web", "plotly.min.js");

    /// <summary>Executed lessons and their index.</summary>
    public string RunFolder => Path.Combine(Output, "run");

    /// <summary>Learners' own copies of the lessons; git ignores them.</summary>
    public string WorkFolder => Output == Artifacts ? Path.Combine(Notebooks, "work") : Path.Combine(Output, "work");

    /// <summary>A path below the root.</summary>
    public string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The path as a reader at the root would write it; whole where it lies elsewhere.</summary>
    public string Relative(string path) => Path.GetRelativePath(Root, path) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;

    /// <summary>Removes the fresh folder that ./kit made for a checkout of somebody else, where nothing but the SDK's own files came to lie there.</summary>
    public static void RemoveUnusedOutput()
    {
        if (NamedOutput is not { } output || Environment.GetEnvironmentVariable("VISION_ATTENTION_HOME") is { Length: > 0 })
            return;
        if (Directory.Exists(output) && Directory.GetFileSystemEntries(output).All(path => Path.GetFileName(path) is "home" or "tmp"))
            Directory.Delete(output, recursive: true);
    }

    /// <summary>Finds the checkout that holds a folder, by walking up to environment.json.</summary>
    public static Workspace Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "environment.json")))
                return NamedOutput is { } output ? new Workspace(folder.FullName) { Output = output } : new Workspace(folder.FullName);
        }

        throw new KitException($"no environment.json in {start} or above it", "run ./kit from a checkout of the repository");
    }
}
