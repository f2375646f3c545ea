using System.Text;

namespace VisionAttention.Weights;

/// <summary>Writes a file whole or not at all: into a file beside it, which then takes its place.</summary>
internal static class AtomicFile
{
    /// <exception cref="ArgumentException">The path is a folder, or its folder does not exist.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full);
        if (Directory.Exists(full) || folder is null)
            throw new ArgumentException($"{BadFile.OneLine(path)} is a folder; give the name of a file in it");
        if (!Directory.Exists(folder))
            throw new ArgumentException($"{BadFile.OneLine(path)} cannot be written: the folder {BadFile.OneLine(folder)} does not exist");
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
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>Writes a text, in UTF-8 without a byte order mark.</summary>
    public static void WriteText(string path, string text)
    {
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }
}
