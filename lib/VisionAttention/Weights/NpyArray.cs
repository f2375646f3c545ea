using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Weights;

/// <summary>A NumPy .npy file: one array, which bears the file's name without its extension.</summary>
internal sealed class NpyArray : WeightFile
{
    private const string Kind = ".npy";

    private readonly FileStream _file;

    private NpyArray(string path, FileStream file)
        : base(path, Kind, file)
    {
        _file = file;
        Add(System.IO.Path.GetFileNameWithoutExtension(path), NpyHeader.Read(file, file.Length));
    }

    public static new NpyArray Open(string path) => Open(path, Kind, (_, file) => new NpyArray(path, file));

    private protected override Tensor ReadNumbers(string name, ArrayEntry entry) => ((NpyHeader)entry).ReadNumbers(_file);
}

/// <summary>A NumPy .npz file: a zip of .npy arrays, stored or deflated, such as Google's Vision Transformer checkpoints.</summary>
/// <remarks>An array is named as its member without <c>.npy</c>, slashes included; other members are passed over.</remarks>
internal sealed class NpzFile : WeightFile
{
    private const string Kind = ".npz";
    private const string Extension = ".npy";

    private readonly ZipMembers _zip;

    private NpzFile(string path, FileStream file)
        : base(path, Kind, file)
    {
        _zip = new ZipMembers(file);
        foreach (var member in _zip.Names.Where(name => name.EndsWith(Extension, StringComparison.Ordinal)))
            Add(member[..^Extension.Length], FileErrors.Naming("member " + member, Extension, () => Header(member)));
        FileErrors.Unless(Names.Count > 0, $"it has no member that ends in {Extension}");
    }

    public static new NpzFile Open(string path) => Open(path, Kind, (_, file) => new NpzFile(path, file));

    private protected override Tensor ReadNumbers(string name, ArrayEntry entry)
    {
        using var content = _zip.Unpack(name + Extension);
        return ((NpyHeader)entry).ReadNumbers(content);
    }

    private NpyHeader Header(string member)
    {
        using var content = _zip.Unpack(member);
        return NpyHeader.Read(content, _zip.Length(member));
    }
}

/// <summary>The start of a .npy array: element type, order of the axes in memory, shape. Object arrays are refused, for they hold pickles.</summary>
/// <remarks>Versions 1.0 to 3.0: \x93NUMPY, version (2 bytes), header length (2 bytes; 4 from version 2 on), a Python dict as text, then the numbers.</remarks>
internal sealed partial record NpyHeader(ScalarType Type, long[] Shape, bool IsFortran, bool IsBigEndian, long HeaderLength) : ArrayEntry(Type, Shape)
{
    /// <summary>NumPy writes 128 bytes for most arrays; itself it reads no header above 10000 without being told to.</summary>
    private const int LongestText = 65536;

    private static readonly (string Code, ScalarType Type)[] Types =
    [
        ("f2", ScalarType.Float16), ("f4", ScalarType.Float32), ("f8", ScalarType.Float64), ("i1", ScalarType.Int8), ("i2", ScalarType.Int16),
        ("i4", ScalarType.Int32), ("i8", ScalarType.Int64), ("u1", ScalarType.Byte), ("b1", ScalarType.Bool),
    ];

    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads the header of an array of so many bytes, and leaves the stream at the first number.</summary>
    public static NpyHeader Read(Stream stream, long length)
    {
        Span<byte> start = stackalloc byte[12];
        stream.ReadExactly(start[..8]);
        FileErrors.Unless(start.StartsWith(Magic), "it does not begin with \\x93NUMPY");
        var (major, minor) = (start[6], start[7]);
        FileErrors.Unless(major is >= 1 and <= 3 && minor == 0, $"version {major}.{minor} of the .npy format is none of 1.0, 2.0, 3.0");
        var lengthBytes = major == 1 ? 2 : 4;
        stream.ReadExactly(start.Slice(8, lengthBytes));
        long textLength = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        FileErrors.Unless(textLength <= LongestText, $"a header of {textLength} bytes, above {LongestText}");
        var text = new byte[textLength];
        stream.ReadExactly(text);
        var header = Parse((major == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(text), 8 + lengthBytes + textLength);
        var held = length - header.HeaderLength;
        FileErrors.Unless(held == header.ByteCount, $"its header claims {header.ByteCount} bytes of numbers, {held} follow");
        return header;
    }

    /// <summary>Reads the numbers from a stream that stands at the beginning of the array, or can be put there.</summary>
    public Tensor ReadNumbers(Stream stream)
    {
        if (stream.CanSeek)
            stream.Seek(HeaderLength, SeekOrigin.Begin);
        else
            stream.ReadExactly(new byte[HeaderLength]);
        if (!IsFortran || Shape.Length < 2)
            return TensorBytes.Read(this, stream, IsBigEndian);
        // First axis fastest is row-major with the axes reversed.
        using var scope = NewDisposeScope();
        var reversed = new ArrayEntry(Type, [.. Shape.Reverse()]);
        var axes = Enumerable.Range(0, Shape.Length).Select(axis => (long)axis).Reverse().ToArray();
        return TensorBytes.Read(reversed, stream, IsBigEndian).permute(axes).contiguous().MoveToOuterDisposeScope();
    }

    // The dict of a header, without Python: strings, truth values and tuples of whole numbers; nothing is evaluated.
    private static NpyHeader Parse(string text, long headerLength)
    {
        var fields = new Dictionary<string, Match>(StringComparer.Ordinal);
        var begin = DictBegin().Match(text);
        var position = begin.Length;
        for (var entry = DictEntry().Match(text, position); begin.Success && entry.Success; entry = DictEntry().Match(text, position))
        {
            var key = entry.Groups["key"].Value;
            FileErrors.Unless(fields.TryAdd(key, entry), $"key {key} stands twice in its header");
            FileErrors.Unless(!entry.Groups["list"].Success, key == "descr" ? "its descr is a list: an array of records, not of numbers" : $"its {key} is a list");
            position += entry.Length;
        }
        FileErrors.Unless(
            begin.Success && DictEnd().IsMatch(text, position),
            $"its header is not a Python dict of strings, truth values and tuples of whole numbers: at letter {position} stands {text[position..Math.Min(position + 40, text.Length)]}");
        if (fields.Count != 3 || !fields.TryGetValue("descr", out var descr) || !fields.TryGetValue("fortran_order", out var order) || !fields.TryGetValue("shape", out var shape))
            throw new InvalidDataException($"its header has the keys {string.Join(", ", fields.Keys)}, not descr, fortran_order and shape");
        FileErrors.Unless(descr.Groups["text"].Success, "its descr is not a string");
        FileErrors.Unless(order.Groups["truth"].Success, "its fortran_order is neither True nor False");
        FileErrors.Unless(shape.Groups["tuple"].Success, "its shape is not a tuple of whole numbers");
        var sides = shape.Groups["side"].Captures.Select(side => long.TryParse(side.ValueSpan, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidDataException($"the side {side.Value} of its shape is beyond 64 bits"));
        var (type, isBigEndian) = ElementType(descr.Groups["text"].Value);
        return new NpyHeader(type, [.. sides], order.Groups["truth"].Value == "True", isBigEndian, headerLength);
    }

    private static (ScalarType Type, bool IsBigEndian) ElementType(string descr)
    {
        FileErrors.Unless(!descr.Contains('O'), $"dtype {descr}: an object array holds pickled Python objects, not numbers, and is not read");
        var place = descr.Length == 3 ? Array.FindIndex(Types, entry => entry.Code == descr[1..]) : -1;
        FileErrors.Unless(
            place >= 0 && descr[0] is '<' or '>' or '|' or '=' && (descr[0] != '|' || descr[2] == '1'),
            $"dtype {descr} is none of f2, f4, f8, i1, i2, i4, i8, u1, b1. Fix: array.astype('<f4') before saving");
        return (Types[place].Type, descr[0] == '>');
    }

    [GeneratedRegex(@"\A[ \t\r\n]*\{[ \t\r\n]*")]
    private static partial Regex DictBegin();

    // One entry with its comma. A tuple of one number has a comma, too; Python 2 marked long numbers with L.
    [GeneratedRegex(
        """
        \G(?<quote>['"])(?<key>[^\\'"\n]*)\k<quote>\s*:\s*
        (?:(?<quote>['"])(?<text>[^\\'"\n]*)\k<quote>|(?<truth>True|False)|(?<list>\[)
        |(?<tuple>\(\s*(?:(?:(?<side>-?[0-9]+)L?\s*,\s*)+(?:(?<side>-?[0-9]+)L?\s*)?)?\)))
        (?(list)|\s*(?:,\s*|(?=\})))
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex DictEntry();

    [GeneratedRegex(@"\G\}\s*\z")]
    private static partial Regex DictEnd();
}
