using System.Buffers.Binary;
using System.Text;

namespace VisionAttention.Kit.Setup;

/// <summary>The versions of symbols that a shared library asks of others, as ELF's section <c>.gnu.version_r</c> lists them.</summary>
/// <remarks>
/// The loader refuses a library whose list names a version that the system does not have, even if no symbol of that version is used, unless
/// the entry is marked as weak (VER_FLG_WEAK). Layout: System V ABI, and "Symbol Versioning" in the Linux Standard Base.
/// </remarks>
internal static class SymbolVersion
{
    /// <summary>A copy of a library in which one version is asked for weakly.</summary>
    /// <param name="library">The whole file: ELF, 64 bits, little-endian.</param>
    /// <param name="version">For example GLIBCXX_3.4.32.</param>
    /// <returns>The same bytes but for the flag; null where the library does not ask for the version, or does so weakly already.</returns>
    /// <exception cref="InvalidDataException">The file is no such library, is cut short, or uses a symbol of that version.</exception>
    public static byte[]? Weaken(byte[] library, string version)
    {
        try
        {
            var sections = Sections(library);
            var entries = Entries(library, sections, version);
            if (entries.Count == 0)
                return null;
            if (entries.Any(entry => IsUsed(library, sections, Half(library, entry + 6))))
                throw new InvalidDataException($"a symbol of version {version} is used");
            var copy = library.ToArray();
            foreach (var entry in entries)
                BinaryPrimitives.WriteUInt16LittleEndian(copy.AsSpan(entry + 4), (ushort)(Half(library, entry + 4) | WeakFlag));
            return copy;
        }
        catch (ArgumentOutOfRangeException failure)
        {
            throw new InvalidDataException("the file is cut short", failure);
        }
    }

    private const uint Relocations = 4;
    private const uint NeededVersions = 0x6ffffffe;
    private const uint SymbolVersions = 0x6fffffff;
    private const ushort WeakFlag = 2;

    private static List<Section> Sections(byte[] library)
    {
        if (!library.AsSpan().StartsWith("\u007fELF\u0002\u0001"u8))
            throw new InvalidDataException("the file is not a 64-bit little-endian ELF library");
        var (start, size) = (Long(library, 0x28), Half(library, 0x3a));
        List<Section> sections = [];
        for (var index = 0; index < Half(library, 0x3c); index++)
        {
            var header = start + index * size;
            sections.Add(new Section(
                Word(library, header + 4), Long(library, header + 0x18), Long(library, header + 0x20), (int)Word(library, header + 0x28), (int)Word(library, header + 0x2c)));
        }
        return sections;
    }

    // The places of the version's entries that are not weak yet: one list of versions for each library that is asked.
    private static List<int> Entries(byte[] library, List<Section> sections, string version)
    {
        List<int> found = [];
        foreach (var section in sections.Where(section => section.Kind == NeededVersions))
        {
            var need = section.Offset;
            for (var left = section.Info; left > 0; left--)
            {
                var entry = need + (int)Word(library, need + 8);
                for (var versions = (int)Half(library, need + 2); versions > 0; versions--)
                {
                    if (Text(library, sections[section.Link].Offset + (int)Word(library, entry + 8)) == version && (Half(library, entry + 4) & WeakFlag) == 0)
                        found.Add(entry);
                    entry += (int)Word(library, entry + 12);
                }
                need += (int)Word(library, need + 12);
            }
        }
        return found;
    }

    // Whether a relocation points to a symbol that carries the version's number.
    private static bool IsUsed(byte[] library, List<Section> sections, ushort number)
    {
        HashSet<uint> symbols = [];
        foreach (var section in sections.Where(section => section.Kind == SymbolVersions))
        {
            for (var symbol = 0; symbol < section.Size / 2; symbol++)
            {
                if ((Half(library, section.Offset + symbol * 2) & 0x7fff) == number)
                    symbols.Add((uint)symbol);
            }
        }
        foreach (var section in sections.Where(section => section.Kind == Relocations))
        {
            for (var place = section.Offset; place < section.Offset + section.Size; place += 24)
            {
                if (symbols.Contains(Word(library, place + 12)))
                    return true;
            }
        }
        return false;
    }

    private static ushort Half(byte[] library, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(library.AsSpan(offset, 2));

    private static uint Word(byte[] library, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(library.AsSpan(offset, 4));

    private static int Long(byte[] library, int offset)
    {
        var value = BinaryPrimitives.ReadUInt64LittleEndian(library.AsSpan(offset, 8));
        return value <= int.MaxValue ? (int)value : throw new InvalidDataException($"the file is cut short: it names the offset {value}");
    }

    private static string Text(byte[] library, int offset)
    {
        var rest = library.AsSpan(offset..);
        var length = rest.IndexOf((byte)0);
        return length < 0 ? throw new InvalidDataException("the file is cut short") : Encoding.ASCII.GetString(rest[..length]);
    }

    private readonly record struct Section(uint Kind, int Offset, int Size, int Link, int Info);
}
