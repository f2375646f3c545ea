using System.IO.Compression;

namespace VisionAttention.Kit.Setup;

/// <summary>Compares what NuGet unpacked into its cache with the package itself, which it keeps beside it.</summary>
internal static class PackagedFiles
{
    /// <summary>The first file of a folder that is not as packed, what is wrong with it, and the fix; null where all are, or where no package lies above the folder.</summary>
    public static (string Problem, string Fix)? Problem(string folder, bool areRead)
    {
        var root = new DirectoryInfo(folder);
        while (root is { Exists: true } && root.GetFiles("*.nupkg").Length == 0)
            root = root.Parent;
        if (root is not { Exists: true })
            return null;
        var fix = $"rm -r '{root.FullName}', then ./kit setup";
        try
        {
            using var package = ZipFile.OpenRead(root.GetFiles("*.nupkg")[0].FullName);
            var start = Path.GetRelativePath(root.FullName, folder) + "/";
            foreach (var entry in package.Entries.Where(entry => entry.FullName.StartsWith(start, StringComparison.Ordinal)))
            {
                var file = new FileInfo(Path.Combine(root.FullName, Uri.UnescapeDataString(entry.FullName)));
                if (!file.Exists)
                    return ($"{file.FullName} is missing", fix);
                if (file.Length != entry.Length)
                    return ($"{file.FullName} has {file.Length} bytes, and {entry.Length} in its package", fix);
                if (areRead && !IsEqual(file, entry))
                    return ($"{file.FullName} was changed since it was unpacked", fix);
            }
            return null;
        }
        catch (InvalidDataException failure)
        {
            return ($"the package in {root.FullName} is damaged: {failure.Message.TrimEnd('.')}", fix);
        }
    }

    private static bool IsEqual(FileInfo file, ZipArchiveEntry entry)
    {
        using var unpacked = file.OpenRead();
        using var packed = entry.Open();
        var (first, second) = (new byte[1 << 18], new byte[1 << 18]);
        while (true)
        {
            var (read, expected) = (unpacked.ReadAtLeast(first, first.Length, throwOnEndOfStream: false), packed.ReadAtLeast(second, second.Length, throwOnEndOfStream: false));
            if (!first.AsSpan(0, read).SequenceEqual(second.AsSpan(0, expected)))
                return false;
            if (read == 0)
                return true;
        }
    }
}
