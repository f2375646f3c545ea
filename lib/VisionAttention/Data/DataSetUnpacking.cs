using System.Formats.Tar;
using System.IO.Compression;

namespace VisionAttention.Data;

/// <summary>Unpacks the files of an archive beside their places, and renames them when all of them are right.</summary>
internal static class DataSetUnpacking
{
    /// <summary>Unpacks.</summary>
    /// <param name="archive">Path of the archive.</param>
    /// <param name="files">What it should hold, and the path that each file gets.</param>
    /// <param name="problem">What is wrong with a file, given the path where it lies meanwhile; null when it is right.</param>
    /// <param name="cancellation">Ends the work; no half-written file stays.</param>
    /// <exception cref="InvalidDataException">No complete archive, or files that are missing or wrong.</exception>
    public static async Task RunAsync(
        string archive, IReadOnlyDictionary<DataSetFile, string> files, Func<string, DataSetFile, string?> problem, CancellationToken cancellation)
    {
        try
        {
            using (var packed = File.OpenRead(archive))
            using (var unpacked = new GZipStream(packed, CompressionMode.Decompress))
            {
                if (archive.EndsWith(".tar.gz", StringComparison.Ordinal))
                    await FromTarAsync(unpacked, files, cancellation).ConfigureAwait(false);
                else
                    await WriteAsync(unpacked, Aside(files.Values.Single()), files.Keys.Single().Bytes + 1, cancellation).ConfigureAwait(false);
            }

            foreach (var (file, path) in files)
            {
                if (!File.Exists(Aside(path)))
                    throw new UnpackedWrong($"it holds no {file.Name}");
                if (problem(Aside(path), file) is { } wrong)
                    throw new UnpackedWrong($"{file.Name}, unpacked: {wrong}");
            }

            foreach (var path in files.Values)
                File.Move(Aside(path), path, overwrite: true);
        }
        catch (UnpackedWrong failure)
        {
            throw new InvalidDataException(failure.Message);
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new InvalidDataException($"not a complete gzip file ({failure.Message.TrimEnd('.')})", failure);
        }
        finally
        {
            foreach (var path in files.Values)
                File.Delete(Aside(path));
        }
    }

    private static string Aside(string path) => path + ".partial";

    // Names are looked up, never used as paths: an archive cannot write anywhere else.
    private static async Task FromTarAsync(Stream unpacked, IReadOnlyDictionary<DataSetFile, string> files, CancellationToken cancellation)
    {
        using var reader = new TarReader(unpacked);
        while (await reader.GetNextEntryAsync(copyData: false, cancellation).ConfigureAwait(false) is { } item)
        {
            var name = Path.GetFileName(item.Name);
            foreach (var (file, path) in files)
            {
                if (file.Name == name && item.DataStream is not null)
                    await WriteAsync(item.DataStream, Aside(path), file.Bytes + 1, cancellation).ConfigureAwait(false);
            }
        }
    }

    // A wrong source may unpack to any size: stop one byte after what is expected.
    private static async Task WriteAsync(Stream source, string path, long limit, CancellationToken cancellation)
    {
        using var target = File.Create(path);
        var buffer = new byte[81920];
        var copied = 0L;
        while (copied < limit)
        {
            var count = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, limit - copied)), cancellation).ConfigureAwait(false);
            if (count == 0)
                return;
            await target.WriteAsync(buffer.AsMemory(0, count), cancellation).ConfigureAwait(false);
            copied += count;
        }
    }

    // Tells our own findings from those of the decompressor.
    private sealed class UnpackedWrong(string message) : Exception(message);
}
