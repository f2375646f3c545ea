using System.Buffers.Binary;
using System.Text;

namespace VisionAttention.Tensors;

/// <summary>Changes to the tables of a shared library of Linux; its code stays as it is.</summary>
/// <remarks>Layout: System V ABI, and "Symbol Versioning" in the Linux Standard Base.</remarks>
internal static class ElfLibrary
{
    /// <summary>A copy of a library in which one version of symbols is asked for weakly.</summary>
    /// <remarks>
    /// The loader refuses a library whose section <c>.gnu.version_r</c> names a version that the system does not have, even if no symbol of that
    /// version is used, unless the entry is marked as weak (VER_FLG_WEAK).
    /// </remarks>
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

    /// <summary>A copy of a library in which one function takes over the body of another, which calls a different operation from then on.</summary>
    /// <param name="library">The whole file: ELF, 64 bits, little-endian.</param>
    /// <param name="function">Gets the lender's body.</param>
    /// <param name="operation">What that body is to call.</param>
    /// <param name="lender">A function of the same parameters and result; it must be the only one that calls <paramref name="lentOperation"/>.</param>
    /// <param name="lentOperation">What its body calls so far.</param>
    /// <param name="substitute">A function that does what the lender did; the lender's name means this one from then on.</param>
    /// <returns>Null where the library does not have all of them, or is changed already.</returns>
    /// <exception cref="InvalidDataException">The file is no such library, or is cut short.</exception>
    public static byte[]? LendBody(byte[] library, string function, string operation, string lender, string lentOperation, string substitute)
    {
        try
        {
            var sections = Sections(library);
            var symbols = Symbols(library, sections, [function, operation, lender, lentOperation, substitute]);
            if (symbols.Count < 5 || Relocated(library, sections, [symbols[lentOperation].Index]) is not [var call])
                return null;
            var copy = library.ToArray();
            // Section, address and size of a symbol.
            library.AsSpan(symbols[lender].Place + 6, 18).CopyTo(copy.AsSpan(symbols[function].Place + 6));
            library.AsSpan(symbols[substitute].Place + 6, 18).CopyTo(copy.AsSpan(symbols[lender].Place + 6));
            BinaryPrimitives.WriteInt32LittleEndian(copy.AsSpan(call + 12), symbols[operation].Index);
            return copy;
        }
        catch (ArgumentOutOfRangeException failure)
        {
            throw new InvalidDataException("the file is cut short", failure);
        }
    }

    private const uint Relocations = 4;
    private const uint DynamicSymbols = 11;
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
        HashSet<int> symbols = [];
        foreach (var section in sections.Where(section => section.Kind == SymbolVersions))
        {
            for (var symbol = 0; symbol < section.Size / 2; symbol++)
            {
                if ((Half(library, section.Offset + symbol * 2) & 0x7fff) == number)
                    symbols.Add(symbol);
            }
        }
        return Relocated(library, sections, symbols).Count > 0;
    }

    // The places of the relocations that point to one of some symbols.
    private static List<int> Relocated(byte[] library, List<Section> sections, HashSet<int> symbols)
    {
        List<int> found = [];
        foreach (var section in sections.Where(section => section.Kind == Relocations))
        {
            for (var place = section.Offset; place < section.Offset + section.Size; place += 24)
            {
                if (symbols.Contains((int)Word(library, place + 12)))
                    found.Add(place);
            }
        }
        return found;
    }

    private static Dictionary<string, (int Index, int Place)> Symbols(byte[] library, List<Section> sections, IReadOnlyCollection<string> names)
    {
        Dictionary<string, (int Index, int Place)> found = [];
        foreach (var section in sections.Where(section => section.Kind == DynamicSymbols))
        {
            for (var index = 0; index < section.Size / 24; index++)
            {
                var place = section.Offset + index * 24;
                var name = Text(library, sections[section.Link].Offset + (int)Word(library, place));
                if (names.Contains(name))
                    found[name] = (index, place);
            }
        }
        return found;
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
