using System.Buffers.Binary;

namespace VisionAttention.Tensors;

/// <summary>Tells a shared library that was cut short before the loader maps it.</summary>
/// <remarks>
/// The loader maps what the file's headers promise without a look at its length, and the process ends with SIGBUS when a page behind the end
/// is touched, in the middle of a training perhaps. Layout: System V ABI, ELF of 64 bits, little-endian.
/// </remarks>
internal static class ElfFile
{
    /// <summary>What is wrong with the length of a file; null where nothing is, or where it is no such library.</summary>
    public static string? Problem(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> header = stackalloc byte[64];
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || !header.StartsWith("\u007fELF\u0002\u0001"u8))
            return null;
        var (segments, segmentSize, segmentCount) = (Long(header[0x20..]), Half(header[0x36..]), Half(header[0x38..]));
        var promised = Math.Max(Long(header[0x28..]) + (ulong)Half(header[0x3a..]) * Half(header[0x3c..]), segments + (ulong)segmentSize * segmentCount);
        if (promised <= (ulong)file.Length)
        {
            file.Position = (long)segments;
            var table = new byte[segmentSize * segmentCount];
            file.ReadExactly(table);
            for (var segment = 0; segment < segmentCount; segment++)
            {
                var entry = table.AsSpan(segment * segmentSize);
                promised = Math.Max(promised, Long(entry[8..]) + Long(entry[0x20..]));
            }
        }
        return promised <= (ulong)file.Length ? null : $"the file is cut short: it has {file.Length} bytes, and its headers ask for {promised}";
    }

    private static ushort Half(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static ulong Long(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);
}
