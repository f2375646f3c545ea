using System.Buffers.Binary;
using System.Text;
using static TorchSharp.torch;

namespace VisionAttention.Weights.Numpy;

/// <summary>The start of a .npy array: element type, order of the axes in memory, shape.</summary>
/// <remarks>Layout: \x93NUMPY, version (2 bytes), header length (2 bytes; 4 from version 2 on), a Python dict as text, then the numbers.</remarks>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Shape as seen from Python.</param>
/// <param name="IsFortran">Whether the first axis changes fastest in the file.</param>
/// <param name="IsBigEndian">Whether the highest byte of a number comes first.</param>
/// <param name="HeaderLength">Bytes before the numbers.</param>
internal sealed record NpyHeader(ScalarType Type, long[] Shape, bool IsFortran, bool IsBigEndian, long HeaderLength) : ArrayEntry(Type, Shape)
{
    /// <summary>NumPy writes 128 bytes for most arrays; itself it reads no header above 10000 without being told to.</summary>
    public const int LongestText = 65536;

    private const int FirstSideDigits = 21;

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

    public static bool Has(ScalarType type)
    {
        return Array.Exists(Types, entry => entry.Type == type);
    }

    /// <summary>Reads a header and leaves the stream at the first number.</summary>
    /// <exception cref="InvalidDataException">It is no header, or of an array that is no tensor.</exception>
    public static NpyHeader Read(Stream stream)
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
        long length = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > LongestText)
            throw new InvalidDataException($"a header of {length} bytes, above {LongestText}");
        var text = new byte[length];
        stream.ReadExactly(text);
        return Parse((major == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(text), 8 + lengthBytes + length);
    }

    /// <summary>The header of a tensor that is to be written row-major, little-endian.</summary>
    public static byte[] Bytes(ScalarType type, long[] shape)
    {
        var code = Types[Array.FindIndex(Types, entry => entry.Type == type)].Code;
        var descr = code[1] == '1' ? $"|{code}" : $"<{code}";
        var sides = shape.Length == 1 ? $"{shape[0]}," : string.Join(", ", shape);
        var text = $"{{'descr': '{descr}', 'fortran_order': False, 'shape': ({sides}), }}";
        // NumPy leaves room for the first side to grow to 21 digits, and so does this: the files are the same byte by byte.
        text += new string(' ', shape.Length == 0 ? 0 : FirstSideDigits - $"{shape[0]}".Length);
        var isShort = text.Length + 75 <= ushort.MaxValue;
        var prefix = isShort ? 10 : 12;
        // NumPy ends the header with a line break at a multiple of 64, so that the numbers can be mapped into memory.
        var total = ((prefix + text.Length + 1) / 64 * 64) + 64;
        var bytes = new byte[total];
        bytes.AsSpan(prefix).Fill((byte)' ');
        Magic.CopyTo(bytes);
        bytes[6] = (byte)(isShort ? 1 : 2);
        if (isShort)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(total - prefix));
        else
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), (uint)(total - prefix));
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(prefix));
        bytes[^1] = (byte)'\n';
        return bytes;
    }

    private static NpyHeader Parse(string text, long headerLength)
    {
        var fields = PythonLiteral.Dict(text);
        if (fields.Count != 3 || !fields.ContainsKey("descr") || !fields.ContainsKey("fortran_order") || !fields.ContainsKey("shape"))
            throw new InvalidDataException($"its header has the keys {string.Join(", ", fields.Keys)}, not descr, fortran_order and shape");
        if (fields["descr"] is not string descr)
            throw new InvalidDataException("its descr is not a string: an array of records, not of numbers");
        if (fields["fortran_order"] is not bool isFortran)
            throw new InvalidDataException("its fortran_order is neither True nor False");
        if (fields["shape"] is not long[] shape)
            throw new InvalidDataException("its shape is not a tuple of whole numbers");
        var (type, isBigEndian) = ElementType(descr);
        return new NpyHeader(type, shape, isFortran, isBigEndian, headerLength);
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
}
