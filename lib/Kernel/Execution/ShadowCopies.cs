using System.Diagnostics;
using System.Globalization;

namespace VisionAttention.Kernel.Execution;

/// <summary>Copies of the assemblies that cells reference, so that the files themselves stay free to be built again.</summary>
/// <remarks>
/// The folder of copies mirrors the path of the originals. Whatever lies beside an original, or beside one of the folders above it, is linked
/// there, because libraries look for native code and data from their own location.
/// </remarks>
internal sealed class ShadowCopies
{
    private const int AncestorsLinked = 5, MostLinksInFolder = 500;
    private readonly Dictionary<string, Copy> _copies = new(StringComparer.Ordinal);
    private readonly HashSet<string> _linked = [];
    private string? _root;

    /// <summary>The copy of a file, made when first asked for.</summary>
    internal string Of(string original)
    {
        lock (_copies)
        {
            if (_copies.TryGetValue(original, out var present))
            {
                return present.Path;
            }

            var folder = Mirror(Path.GetDirectoryName(original)!);
            LinkNeighbours(original, folder);
            var copy = Path.Combine(folder, Path.GetFileName(original));
            var before = new FileInfo(original);
            var stamp = (before.LastWriteTimeUtc, before.Length);
            Replace(original, copy);
            var symbols = Path.ChangeExtension(original, ".pdb");
            if (File.Exists(symbols))
            {
                Replace(symbols, Path.ChangeExtension(copy, ".pdb"));
            }

            _copies[original] = new Copy(copy, stamp);
            return copy;
        }
    }

    /// <summary>A path for a file of the kernel's own, which goes with the copies.</summary>
    internal string NewFile(string name)
    {
        lock (_copies)
        {
            return Path.Combine(_root ??= TemporaryFolder.New(), name);
        }
    }

    /// <summary>The file that a copy was made of; a path that is no copy comes back as it is.</summary>
    internal string OriginalOf(string path)
    {
        lock (_copies)
        {
            return _copies.FirstOrDefault(entry => entry.Value.Path == path).Key ?? path;
        }
    }

    /// <summary>True when a file's bytes differ from those of the copy in use.</summary>
    internal bool Differs(string file, string original)
    {
        lock (_copies)
        {
            return _copies.TryGetValue(original, out var copy) && !AreSame(file, copy.Path);
        }
    }

    /// <summary>The originals whose content changed since they were copied; each change is given once.</summary>
    internal List<string> Changed()
    {
        var changed = new List<string>();
        lock (_copies)
        {
            foreach (var (original, copy) in _copies)
            {
                var now = new FileInfo(original);
                if (now.Exists && (now.LastWriteTimeUtc, now.Length) != copy.Stamp)
                {
                    // A build that changes nothing still writes the file anew, so the bytes decide.
                    copy.Stamp = (now.LastWriteTimeUtc, now.Length);
                    if (!AreSame(original, copy.Path))
                    {
                        changed.Add(original);
                    }
                }
            }
        }

        return changed;
    }

    private string Mirror(string folder)
    {
        var mirror = _root ??= TemporaryFolder.New();
        foreach (var part in folder[Path.GetPathRoot(folder)!.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            mirror = Path.Combine(mirror, part);
            if (new DirectoryInfo(mirror).LinkTarget is not null)
            {
                // Linked as a neighbour of another folder: what is written behind the link would be the original.
                Directory.Delete(mirror);
            }

            Directory.CreateDirectory(mirror);
        }

        return mirror;
    }

    private void LinkNeighbours(string original, string copyFolder)
    {
        var (from, to) = (Path.GetDirectoryName(original), copyFolder);
        for (var level = 0; level <= AncestorsLinked && from is not null && to.Length > _root!.Length && _linked.Add(from); level++)
        {
            try
            {
                foreach (var entry in Directory.EnumerateFileSystemEntries(from).Take(MostLinksInFolder))
                {
                    var link = Path.Combine(to, Path.GetFileName(entry));
                    if (!Path.Exists(link))
                    {
                        _ = Directory.Exists(entry) ? Directory.CreateSymbolicLink(link, entry) : File.CreateSymbolicLink(link, entry);
                    }
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Links need a privilege on Windows and folders above may be closed; native libraries are still found by the originals' folders.
            }

            (from, to) = (Path.GetDirectoryName(from), Path.GetDirectoryName(to)!);
        }
    }

    private static void Replace(string from, string to)
    {
        if (Path.Exists(to))
        {
            File.Delete(to);
        }

        File.Copy(from, to);
    }

    /// <summary>True when two files hold the same bytes.</summary>
    internal static bool AreSame(string one, string other)
    {
        try
        {
            return File.ReadAllBytes(one).AsSpan().SequenceEqual(File.ReadAllBytes(other));
        }
        catch (IOException)
        {
            // A file that a build is writing just now is looked at again before the next cell.
            return true;
        }
    }

    private sealed class Copy(string path, (DateTime, long) stamp)
    {
        internal string Path { get; } = path;

        internal (DateTime WrittenUtc, long Length) Stamp { get; set; } = stamp;
    }
}

/// <summary>A folder that lives as long as this kernel.</summary>
internal static class TemporaryFolder
{
    private static readonly TimeSpan LeftBehindAfter = TimeSpan.FromDays(1);

    internal static string New()
    {
        DeleteLeftBehind();
        var root = Directory.CreateTempSubdirectory(string.Create(CultureInfo.InvariantCulture, $"csharp-kernel-{Environment.ProcessId}-")).FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(root);
        return root;
    }

    /// <summary>A kernel that was killed leaves its copies; the next one removes them.</summary>
    private static void DeleteLeftBehind()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), "csharp-kernel-*-*"))
        {
            var isOwn = int.TryParse(Path.GetFileName(folder).Split('-')[2], CultureInfo.InvariantCulture, out var process);
            if (isOwn && DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) > LeftBehindAfter && !IsRunning(process))
            {
                Delete(folder);
            }
        }
    }

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Windows holds on to loaded files; the next kernel tries again.
        }
    }
}
