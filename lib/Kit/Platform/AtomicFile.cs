namespace VisionAttention.Kit.Platform;

/// <summary>Files and folders that appear whole or not at all: written aside, then renamed.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a text file.</summary>
    public static void WriteText(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var aside = path + ".partial";
        try
        {
            File.WriteAllText(aside, text);
            File.Move(aside, path, overwrite: true);
        }
        finally
        {
            File.Delete(aside);
        }
    }

    /// <summary>Writes a file of bytes.</summary>
    public static void WriteBytes(string path, ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var aside = path + ".partial";
        try
        {
            File.WriteAllBytes(aside, bytes);
            File.Move(aside, path, overwrite: true);
        }
        finally
        {
            File.Delete(aside);
        }
    }

    /// <summary>Puts a finished folder in the place of another; a program that still uses the old one keeps its files.</summary>
    public static void ReplaceFolder(string finished, string target)
    {
        var old = target + ".old";
        DeleteFolder(old);
        if (Directory.Exists(target))
        {
            Directory.Move(target, old);
        }

        Directory.Move(finished, target);
        DeleteFolder(old);
    }

    /// <summary>Deletes a folder and what is in it, if it exists.</summary>
    public static void DeleteFolder(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
