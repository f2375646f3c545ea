using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Weights;

/// <summary>A NumPy .npy file: one array, which bears the file's name without its extension.</summary>
/// <remarks>Versions 1.0 to 3.0, either order of axes and bytes; f2, f4, f8, i1, i2, i4, i8, u1, b1. Object arrays are refused, for they hold pickles.</remarks>
public sealed class NpyArray : WeightFile
{
    private const string Kind = ".npy";

    private readonly FileStream _file;

    private NpyArray(string path, FileStream file)
        : base(path, Kind)
    {
        _file = file;
        Add(System.IO.Path.GetFileNameWithoutExtension(path), NpyHeader.Read(file, file.Length));
    }

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The file. It stays open until this is disposed.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, of another kind, or holds what is no tensor.</exception>
    public static new NpyArray Open(string path)
    {
        FileHead.Read(path);
        var file = FileHead.Open(path);
        return BadFile.NamingOrDisposing(path, Kind, file, () => new NpyArray(path, file));
    }

    private protected override Tensor ReadNumbers(string name, ArrayEntry entry) => ((NpyHeader)entry).ReadNumbers(_file);

    private protected override void Close() => _file.Dispose();
}

/// <summary>The start of a .npy array: element type, order of the axes in memory, shape.</summary>
/// <remarks>Layout: \x93NUMPY, version (2 bytes), header length (2 bytes; 4 from version 2 on), a Python dict as text, then the numbers.</remarks>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Shape as seen from Python.</param>
/// <param name="IsFortran">Whether the first axis changes fastest in the file.</param>
/// <param name="IsBigEndian">Whether the highest byte of a number comes first.</param>
/// <param name="HeaderLength">Bytes before the numbers.</param>
internal sealed partial record NpyHeader(ScalarType Type, long[] Shape, bool IsFortran, bool IsBigEndian, long HeaderLength) : ArrayEntry(Type, Shape)
{
    /// <summary>NumPy writes 128 bytes for most arrays; itself it reads no header above 10000 without being told to.</summary>
    public const int LongestText = 65536;

    private static readonly (string Code, ScalarType Type)[] Types =
    [
        ("f2", ScalarType.Float16),
        ("f4", ScalarType.Float32),
        ("f8", ScalarType.Float64),
        ("i1", ScalarType.Int8),
        ("i2", ScalarType.Int16),
        ("i4", ScalarType.Int32),
        ("i8", ScalarType.Int64),
        ("u1", ScalarType.Byte),
        ("b1", ScalarType.Bool),
    ];

    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a header and leaves the stream at the first number.</summary>
    /// <param name="stream">It stands at the beginning of the array.</param>
    /// <param name="length">Bytes of the array, header included.</param>
    /// <exception cref="InvalidDataException">It is no header, of an array that is no tensor, or of one that is longer or shorter.</exception>
    public static NpyHeader Read(Stream stream, long length)
    {
        Span<byte> start = stackalloc byte[12];
        stream.ReadExactly(start[..8]);
        if (!start.StartsWith(Magic))
            throw new InvalidDataException("it does not begin with \\x93NUMPY");
        var (major, minor) = (start[6], start[7]);
        if (major is < 1 or > 3 || minor != 0)
            throw new InvalidDataException($"version {major}.{minor} of the .npy format is none of 1.0, 2.0, 3.0");
        var lengthBytes = major == 1 ? 2 : 4;
        stream.ReadExactly(start.Slice(8, lengthBytes));
        long textLength = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (textLength > LongestText)
            throw new InvalidDataException($"a header of {textLength} bytes, above {LongestText}");
        var text = new byte[textLength];
        stream.ReadExactly(text);
        var header = Parse((major == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(text), 8 + lengthBytes + textLength);
        var held = length - header.HeaderLength;
        if (held != header.ByteCount)
            throw new InvalidDataException($"its header claims {header.ByteCount} bytes of numbers, {held} follow");
        return header;
    }

    /// <summary>Reads the numbers.</summary>
    /// <param name="stream">It stands at the beginning of the array, or can be put there.</param>
    public Tensor ReadNumbers(Stream stream)
    {
        if (stream.CanSeek)
            stream.Seek(HeaderLength, SeekOrigin.Begin);
        else
            stream.ReadExactly(new byte[HeaderLength]);
        if (!IsFortran || Shape.Length < 2)
            return TensorBytes.Read(this, stream.ReadExactly, IsBigEndian);
        // First axis fastest is row-major with the axes reversed.
        using var scope = NewDisposeScope();
        var reversed = new ArrayEntry(Type, [.. Shape.Reverse()]);
        var axes = Enumerable.Range(0, Shape.Length).Select(axis => (long)axis).Reverse().ToArray();
        return TensorBytes.Read(reversed, stream.ReadExactly, IsBigEndian).permute(axes).contiguous().MoveToOuterDisposeScope();
    }

    // The dict of a header, without Python: strings, truth values and tuples of whole numbers; nothing is evaluated.
    private static NpyHeader Parse(string text, long headerLength)
    {
        var fields = new Dictionary<string, Match>(StringComparer.Ordinal);
        var begin = DictBegin().Match(text);
        var position = begin.Length;
        for (var entry = DictEntry().Match(text, position); begin.Success && entry.Success; entry = DictEntry().Match(text, position))
        {
            if (!fields.TryAdd(entry.Groups["key"].Value, entry))
                throw new InvalidDataException($"key {entry.Groups["key"].Value} stands twice in its header");
            if (entry.Groups["list"].Success)
                throw new InvalidDataException(entry.Groups["key"].Value == "descr" ? "its descr is a list: an array of records, not of numbers" : $"its {entry.Groups["key"].Value} is a list");
            position += entry.Length;
        }
        if (!begin.Success || !DictEnd().IsMatch(text, position))
            throw new InvalidDataException($"its header is not a Python dict of strings, truth values and tuples of whole numbers: at letter {position} stands {text.AsSpan(position, Math.Min(40, text.Length - position))}");
        if (fields.Count != 3 || !fields.TryGetValue("descr", out var descr) || !fields.TryGetValue("fortran_order", out var order) || !fields.TryGetValue("shape", out var shape))
            throw new InvalidDataException($"its header has the keys {string.Join(", ", fields.Keys)}, not descr, fortran_order and shape");
        if (!descr.Groups["text"].Success)
            throw new InvalidDataException("its descr is not a string");
        if (!order.Groups["truth"].Success)
            throw new InvalidDataException("its fortran_order is neither True nor False");
        if (!shape.Groups["tuple"].Success)
            throw new InvalidDataException("its shape is not a tuple of whole numbers");
        var sides = shape.Groups["side"].Captures.Select(side => long.TryParse(side.ValueSpan, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidDataException($"the side {side.Value} of its shape is beyond 64 bits"));
        var (type, isBigEndian) = ElementType(descr.Groups["text"].Value);
        return new NpyHeader(type, [.. sides], order.Groups["truth"].Value == "True", isBigEndian, headerLength);
    }

    private static (ScalarType Type, bool IsBigEndian) ElementType(string descr)
    {
        if (descr.Contains('O'))
            throw new InvalidDataException($"dtype {descr}: an object array holds pickled Python objects, not numbers, and is not read");
        var place = descr.Length == 3 ? Array.FindIndex(Types, entry => entry.Code == descr[1..]) : -1;
        if (place < 0 || descr[0] is not ('<' or '>' or '|' or '=') || (descr[0] == '|' && descr[2] != '1'))
            throw new InvalidDataException($"dtype {descr} is none of f2, f4, f8, i1, i2, i4, i8, u1, b1. Fix: array.astype('<f4') before saving");
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
