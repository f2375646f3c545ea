using System.Buffers.Binary;
using System.IO.Compression;
using VisionAttention.Tensors;

namespace VisionAttention.Weights;

/// <summary>A zip read with distrust: sizes, counts and names are checked before anything is unpacked. The file stays its owner's.</summary>
internal sealed class ZipMembers
{
    /// <summary>A directory of more bytes than this is refused: PyTorch and NumPy write about 100 for each tensor.</summary>
    private const int LongestDirectory = 16 * 1024 * 1024;

    /// <summary>Deflate cannot shrink below one part in 1032; a member that claims more is no deflated member.</summary>
    private const int MostShrunk = 1032;

    private const int EndRecordLength = 22;
    private const int LongestComment = 65535;

    private readonly Dictionary<string, ZipArchiveEntry> _members = new(StringComparer.Ordinal);

    public ZipMembers(FileStream file)
    {
        RequireSmallDirectory(file);
        foreach (var member in new ZipArchive(file, ZipArchiveMode.Read).Entries)
        {
            FileErrors.Unless(_members.TryAdd(member.FullName, member), $"two members are named {member.FullName}");
            FileErrors.Unless(member.CompressedLength <= file.Length, $"{member.FullName} claims {member.CompressedLength} bytes of {file.Length}");
            FileErrors.Unless(
                member.Length / MostShrunk <= member.CompressedLength,
                $"{member.FullName} claims to unpack {member.CompressedLength} bytes to {member.Length}: no deflated member does");
            FileErrors.Unless(!member.IsEncrypted, $"{member.FullName} is encrypted");
        }
    }

    public IReadOnlyCollection<string> Names => _members.Keys;

    public bool Contains(string name) => _members.ContainsKey(name);

    /// <summary>Bytes of a member once unpacked, as it claims.</summary>
    public long Length(string name) => _members[name].Length;

    /// <summary>Unpacks a member; the stream gives no more bytes than the member claims.</summary>
    public Stream Unpack(string name) => _members[name].Open();

    // The archive class reads the directory whole, so its size is looked up before: from its start to the record that ends the file.
    private static void RequireSmallDirectory(FileStream file)
    {
        var tail = ReadAt(file, Math.Max(0, file.Length - EndRecordLength - LongestComment), (int)Math.Min(file.Length, EndRecordLength + LongestComment));
        var end = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        FileErrors.Unless(end >= 0 && tail.Length - end >= EndRecordLength, "it has no end record of a zip: the end is missing");
        var position = file.Length - tail.Length + end;
        long start = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16));
        if (start == uint.MaxValue)
            (start, position) = Large(file, position);
        FileErrors.Unless(position - start is >= 0 and <= LongestDirectory, $"its directory claims {position - start} bytes, not 0 to {LongestDirectory}");
        file.Seek(0, SeekOrigin.Begin);
    }

    // A large zip keeps the place of its directory in a 64-bit record, which a locator of 20 bytes before the end record points to.
    private static (long Start, long End) Large(FileStream file, long endRecord)
    {
        var locator = ReadAt(file, endRecord - 20, length: 20);
        FileErrors.Unless(locator.AsSpan().StartsWith("PK\u0006\u0007"u8), "it lacks the locator of its 64-bit end record");
        var position = BinaryPrimitives.ReadInt64LittleEndian(locator.AsSpan(8));
        var record = ReadAt(file, position, length: 56);
        FileErrors.Unless(record.AsSpan().StartsWith("PK\u0006\u0006"u8), "it lacks its 64-bit end record");
        return (BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(48)), position);
    }

    private static byte[] ReadAt(FileStream file, long position, int length)
    {
        FileErrors.Unless(position >= 0 && position <= file.Length - length, $"its 64-bit end record would lie at byte {position} of {file.Length}");
        var bytes = new byte[length];
        file.Seek(position, SeekOrigin.Begin);
        file.ReadExactly(bytes);
        return bytes;
    }
}
