using System.Text;

namespace VisionAttention.Tensors;

/// <summary>Files and folders that appear whole or not at all: made aside, then renamed.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file; one that exists survives a failure.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes its content.</param>
    /// <param name="makesFolder">Whether a missing folder is made, rather than an error.</param>
    /// <exception cref="ArgumentException">The path is a folder, or its folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there; the message names the file.</exception>
    public static void Write(string path, Action<Stream> write, bool makesFolder = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full);
        if (Directory.Exists(full) || folder is null)
            throw new ArgumentException($"{FileErrors.OneLine(path)} is a folder; give the name of a file in it");
        if (makesFolder)
            Directory.CreateDirectory(folder);
        if (!Directory.Exists(folder))
            throw new ArgumentException($"{FileErrors.OneLine(path)} cannot be written: the folder {FileErrors.OneLine(folder)} does not exist");
        var draft = Path.Combine(folder, $".{Guid.NewGuid():n}.tmp");
        try
        {
            using (var stream = new FileStream(draft, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(draft, full, overwrite: true);
        }
        // The system's words name the draft, of which nobody knows.
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException && failure.Message.Contains(draft, StringComparison.Ordinal))
        {
            throw failure is IOException
                ? new IOException(failure.Message.Replace(draft, full, StringComparison.Ordinal), failure.HResult)
                : new UnauthorizedAccessException($"{FileErrors.Path(path)} cannot be written: access is denied. Fix: choose another folder, or allow this user to write there", failure);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>Writes a text, in UTF-8 without a byte order mark.</summary>
    public static void WriteText(string path, string text, bool makesFolder = false) => WriteBytes(path, Encoding.UTF8.GetBytes(text), makesFolder);

    /// <summary>Writes bytes.</summary>
    public static void WriteBytes(string path, byte[] bytes, bool makesFolder = false) => Write(path, stream => stream.Write(bytes), makesFolder);

    /// <summary>Puts a finished folder in the place of another; a program that still uses the old one keeps its files.</summary>
    public static void ReplaceFolder(string finished, string target)
    {
        var old = target + ".old";
        DeleteFolder(old);
        if (Directory.Exists(target))
            Directory.Move(target, old);
        Directory.Move(finished, target);
        DeleteFolder(old);
    }

    /// <summary>Makes a folder, if it is not there; the system's words for why it cannot be would not name a fix.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var reason = failure is UnauthorizedAccessException ? "access is denied" : File.Exists(folder) ? "it is a file" : "the system lets no folder be made there";
            throw new IOException($"the folder {FileErrors.Path(folder)} cannot be made: {reason}. Fix: choose another folder", failure);
        }
    }

    /// <summary>Deletes a folder and what is in it, if it exists.</summary>
    public static void DeleteFolder(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }
}
