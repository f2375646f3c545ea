using VisionAttention.Kit;

namespace Kit.Tests;

/// <summary>The libtorch that set-up fetched, laid out in other places.</summary>
internal static class Libtorch
{
    /// <summary>Where its files really are, in NuGet's package cache.</summary>
    public static IEnumerable<string> Files() => new DirectoryInfo(new Workspace(Repository.Root).TorchFolder).GetFiles()
        .Where(file => file.LinkTarget is not null).Select(file => File.ResolveLinkTarget(file.FullName, returnFinalTarget: true)!.FullName);

    /// <summary>Fills a folder with links to it.</summary>
    public static string Link(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Files())
            File.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(file)), file);
        return folder;
    }

    /// <summary>Puts a copy in the place of a link, to be changed.</summary>
    public static string Own(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        var file = File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        File.Delete(path);
        File.Copy(file, path);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    /// <summary>Makes a folder as a wheel of PyTorch is unpacked: torch/version.py, torch/lib.</summary>
    public static string LayOutWheel(string packages, string version)
    {
        var library = Link(Path.Combine(packages, "torch", "lib"));
        File.WriteAllText(Path.Combine(packages, "torch", "__init__.py"), "raise RuntimeError('nothing of it needs to run')\n");
        File.WriteAllText(Path.Combine(packages, "torch", "version.py"), $"__version__ = '{version}'\n");
        return library;
    }
}
