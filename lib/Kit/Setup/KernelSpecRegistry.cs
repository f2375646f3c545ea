using VisionAttention.Kit.Platform;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Setup;

/// <summary>Registers the kernel where VS Code and plain Jupyter look, and never takes another kernel's place unasked.</summary>
internal sealed class KernelSpecRegistry(string name, Machine machine)
{
    /// <summary>The folder of the user's own kernelspecs.</summary>
    public string UserFolder => Path.Combine(machine.Variable("JUPYTER_DATA_DIR") ?? DataFolder, "kernels");

    /// <summary>The folder of kernelspecs below a prefix such as /usr/local.</summary>
    public static string PrefixFolder(string prefix) => Path.Combine(Path.GetFullPath(prefix), "share", "jupyter", "kernels");

    /// <summary>Every folder that Jupyter searches on its own.</summary>
    public IEnumerable<string> SearchFolders()
    {
        foreach (var folder in (machine.Variable("JUPYTER_PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
            yield return Path.Combine(folder, "kernels");
        yield return UserFolder;
        yield return PrefixFolder("/usr/local");
        yield return PrefixFolder("/usr");
    }

    /// <summary>The kernel.json files of this name, wherever Jupyter looks, each with whether it is ours.</summary>
    public IEnumerable<(string Path, bool IsOurs)> Registered()
    {
        foreach (var folder in SearchFolders())
        {
            var path = FileIn(folder);
            if (File.Exists(path))
                yield return (path, KernelSpec.IsOurs(path));
        }
    }

    /// <summary>Writes the kernelspec into a folder of kernelspecs, with the logos that lie beside the kernel.</summary>
    public string Install(string folder, string json, bool force, string? logos = null)
    {
        var path = FileIn(folder);
        if (Directory.Exists(Path.GetDirectoryName(path)) && !force && !KernelSpec.IsOurs(path))
        {
            throw new KitException(
                $"{path} belongs to another kernel of the name {name}", "keep it, or replace it with: ./kit kernel install --force");
        }

        AtomicFile.WriteText(path, json, makesFolder: true);
        foreach (var logo in Directory.Exists(logos) ? Directory.GetFiles(logos, "logo-*") : [])
            File.Copy(logo, Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileName(logo)), overwrite: true);
        return path;
    }

    /// <summary>Removes our kernelspec from a folder of kernelspecs; another kernel's stays.</summary>
    public string? Uninstall(string folder)
    {
        var path = FileIn(folder);
        if (!File.Exists(path))
            return null;
        if (!KernelSpec.IsOurs(path))
            throw new KitException($"{path} belongs to another kernel of the name {name}", "leave it, or remove it with: jupyter kernelspec uninstall");
        AtomicFile.DeleteFolder(Path.GetDirectoryName(path)!);
        return path;
    }

    // Jupyter's own choice for each system, where nobody set another.
    private string DataFolder => OperatingSystem.IsMacOS()
        ? Path.Combine(Home, "Library", "Jupyter")
        : Path.Combine(machine.Variable("VISION_ATTENTION_USER_DATA") ?? machine.Variable("XDG_DATA_HOME") ?? Path.Combine(Home, ".local", "share"), "jupyter");

    private string Home => machine.Variable("HOME") ?? "/root";

    private string FileIn(string folder) => Path.Combine(folder, name, KernelSpec.FileName);
}
