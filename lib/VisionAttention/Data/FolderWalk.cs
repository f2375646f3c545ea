using System.Globalization;
using VisionAttention.Tensors;

namespace VisionAttention.Data;

/// <summary>Finds the image files of folders. What systems and tools leave lying about is passed over; a link is followed once.</summary>
/// <remarks>One walk serves all parts of a data set: a file that was found once is not found again, whatever links lead to it. Files in their
/// own place come first, then linked folders, then linked files.</remarks>
internal sealed class FolderWalk
{
    private const int MostLinks = 40;
    private static readonly string[] Litter =
        ["__MACOSX", "Thumbs.db", "ehthumbs.db", "desktop.ini", "Icon\r", "@eaDir", "#recycle", "$RECYCLE.BIN", "System Volume Information", "lost+found"];

    private readonly List<string> _roots;
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _linked = new(StringComparer.Ordinal);
    private readonly Leftovers _leftovers = new();

    /// <summary>A walk that no link leads out of, to one of these folders or above them.</summary>
    public FolderWalk(params IEnumerable<string> roots) => _roots = [.. roots.Select(Real)];

    /// <summary>One line on what was passed over so far; null where nothing was.</summary>
    public string? PassedOver => _leftovers.Text() is { Length: > 0 } text ? $"passed over: {text}" : null;

    /// <summary>Whether a name is of a file or folder that no person made: hidden, or left by a system or tool.</summary>
    public static bool IsLitter(string name) => name.StartsWith('.') || Litter.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The folders in a folder, by name.</summary>
    public static IReadOnlyList<string> Folders(string folder) =>
        [.. Entries(folder).Where(entry => IsFolder(entry) && !IsLitter(entry.Name)).Select(entry => entry.Name).Order(StringComparer.Ordinal)];

    /// <summary>The images of each class of a folder, at any depth, as paths below the folder of the class; and what else lies there.</summary>
    public IReadOnlyList<(string[] Images, string PassedOver)> Classes(string folder, IReadOnlyList<string> names)
    {
        foreach (var entry in Entries(folder).Where(entry => IsLitter(entry.Name) || !IsFolder(entry)))
        {
            if (IsLitter(entry.Name) || !PictureFile.IsNamed(entry.Name))
                _leftovers.Add(entry, IsFolder(entry));
            else
                _leftovers.Beside++;
        }
        var classes = names.Select(name => new Class(Path.Combine(folder, name))).ToArray();
        var (folders, files) = (new Queue<(Class, string)>(), new Queue<(Class, string)>());
        foreach (var found in classes)
        {
            if (new DirectoryInfo(found.Folder).LinkTarget is null)
                Walk(found, Real(found.Folder), found.Folder, folders, files);
            else
                folders.Enqueue((found, found.Folder));
        }
        while (folders.TryDequeue(out var next))
        {
            var (found, path) = next;
            var real = Real(path);
            if (_roots.Exists(root => (root + Path.DirectorySeparatorChar).StartsWith(real.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
                found.Leftovers.Again++;
            else
                Walk(found, real, path, folders, files);
        }
        foreach (var (found, path) in files)
        {
            var real = Real(path);
            if (new FileInfo(real) is not { Exists: true, LinkTarget: null })
                found.Leftovers.Dead++;
            else if (!PictureFile.IsNamed(path))
                found.Leftovers.Add(new FileInfo(path), isFolder: false);
            else if (IsFound(real) || !_linked.Add(real))
                found.Leftovers.Again++;
            else
                found.Images.Add(path);
        }
        foreach (var found in classes)
            _leftovers.Add(found.Leftovers);
        return [.. classes.Select(found => (found.Images.Select(path => Path.GetRelativePath(found.Folder, path)).Order(StringComparer.Ordinal).ToArray(), found.Leftovers.Text()))];
    }

    private void Walk(Class found, string real, string path, Queue<(Class, string)> folders, Queue<(Class, string)> files)
    {
        if (!_folders.Add(real))
        {
            found.Leftovers.Again++;
            return;
        }
        foreach (var entry in Entries(path).OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            var (isFolder, isLink) = (IsFolder(entry), entry.Attributes.HasFlag(FileAttributes.ReparsePoint));
            if (IsLitter(entry.Name))
                found.Leftovers.Add(entry, isFolder);
            else if (isLink)
                (isFolder ? folders : files).Enqueue((found, entry.FullName));
            else if (isFolder)
                Walk(found, Path.Combine(real, entry.Name), entry.FullName, folders, files);
            else if (!PictureFile.IsNamed(entry.Name))
                found.Leftovers.Add(entry, isFolder: false);
            else if (_linked.Count > 0 && _linked.Contains(Path.Combine(real, entry.Name)))
                found.Leftovers.Again++;
            else
                found.Images.Add(entry.FullName);
        }
    }

    // In a folder that was walked through, as an image.
    private bool IsFound(string real) =>
        _folders.Contains(Path.GetDirectoryName(real)!) && PictureFile.IsNamed(real) && !IsLitter(Path.GetFileName(real));

    private static bool IsFolder(FileSystemInfo entry) => entry.Attributes.HasFlag(FileAttributes.Directory) || (entry is DirectoryInfo { Exists: true });

    private static FileSystemInfo[] Entries(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).GetFileSystemInfos();
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            throw new InvalidDataException($"{FileErrors.Path(folder)}: the folder cannot be listed ({FileErrors.OneLine(failure.Message)}). Fix: allow it to be read, or remove it", failure);
        }
    }

    // The path without links in any of its parts; as it is where they go in a circle.
    private static string Real(string path)
    {
        var real = Full(path);
        for (var links = 0; links < MostLinks; links++)
        {
            var (end, target) = (0, (string?)null);
            while (target is null && end < real.Length)
            {
                end = real.IndexOf(Path.DirectorySeparatorChar, end + 1) is > 0 and var next ? next : real.Length;
                target = new FileInfo(real[..end]).LinkTarget;
            }
            if (target is null)
                return real;
            real = Full(Path.Combine(Path.GetDirectoryName(real[..end])!, target)) + real[end..];
        }
        return Full(path);
    }

    private static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    private sealed record Class(string Folder)
    {
        public List<string> Images { get; } = [];

        public Leftovers Leftovers { get; } = new();
    }
}

/// <summary>What was passed over in folders of images, for a line that says so.</summary>
internal sealed class Leftovers
{
    private const int MostKinds = 5;
    private readonly Dictionary<string, int> _files = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _folders = new(StringComparer.Ordinal);

    /// <summary>Links to what was found already.</summary>
    public int Again { get; set; }

    /// <summary>Links through which nothing is reached.</summary>
    public int Dead { get; set; }

    /// <summary>Images that lie in no class.</summary>
    public int Beside { get; set; }

    public void Add(FileSystemInfo entry, bool isFolder)
    {
        if (isFolder)
            _folders.Add(entry.Name);
        else
            Count(FolderWalk.IsLitter(entry.Name) ? "hidden or a system's" : entry.Extension.Length > 1 ? entry.Extension.ToLowerInvariant() : "without an ending", 1);
    }

    public void Add(Leftovers others)
    {
        foreach (var (kind, count) in others._files)
            Count(kind, count);
        _folders.UnionWith(others._folders);
        Again += others.Again;
        Dead += others.Dead;
        Beside += others.Beside;
    }

    /// <summary>Counts by ending, folders by name; nothing where nothing was passed over.</summary>
    public string Text()
    {
        var files = _files.Values.Sum();
        var kinds = _files.OrderByDescending(kind => kind.Value).ThenBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Value} {kind.Key}"));
        List<string> parts = [];
        if (files > 0)
            parts.Add($"{Counted.Text(files, "file")} that {(files == 1 ? "is no image" : "are no images")} ({Some(kinds)})");
        if (_folders.Count > 0)
            parts.Add($"{Counted.Thing(_folders.Count, "folder")} {Some(_folders)}");
        if (Beside > 0)
            parts.Add($"{Counted.Text(Beside, "image")} beside the classes");
        if (Again > 0)
            parts.Add($"{Counted.Text(Again, "link")} to what is read already");
        if (Dead > 0)
            parts.Add($"{Counted.Text(Dead, "link")} to nothing");
        return FileErrors.Path(string.Join("; ", parts));
    }

    private static string Some(IEnumerable<string> words)
    {
        string[] all = [.. words];
        return string.Join(", ", all.Take(MostKinds)) + (all.Length > MostKinds ? ", …" : "");
    }

    private void Count(string kind, int count) => _files[kind] = _files.GetValueOrDefault(kind) + count;
}
