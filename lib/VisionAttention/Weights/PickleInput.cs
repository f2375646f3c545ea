using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using VisionAttention.Tensors;

namespace VisionAttention.Weights;

/// <summary>The bytes of a pickle, and the numbers and texts they spell. No claim of a length is believed before that many bytes are known to exist.</summary>
internal sealed class PickleInput(Stream stream, long available)
{
    /// <summary>A pickle that describes tensors takes a few hundred bytes for each.</summary>
    public const long LongestPickle = 64 * 1024 * 1024;

    private const int LongestText = 1024 * 1024;
    private const int LongestLine = 4096;

    // Bytes of a whole number: magic numbers fit, numbers that take long to convert do not.
    private const int LongestNumber = 32;

    private readonly byte[] _buffer = new byte[8192];
    private readonly long _available = Math.Min(available, LongestPickle);
    private int _start;
    private int _end;

    /// <summary>Bytes used so far.</summary>
    public long Position { get; private set; }

    public byte Byte()
    {
        if (_start == _end)
            Fill();
        Position++;
        return _buffer[_start++];
    }

    private byte[] Bytes(long count)
    {
        RequireLeft(count);
        var bytes = new byte[count];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = Byte();
        return bytes;
    }

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(8));

    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Bytes(8));

    /// <summary>Bytes as they are; a long row of them, such as an array's, is passed over.</summary>
    public object Text(long count) => count > LongestText ? Skip(count) : Bytes(count);

    public object Utf8(long count) => count > LongestText ? Skip(count) : Encoding.UTF8.GetString(Bytes(count));

    public object Latin1(long count) => count > LongestText ? Skip(count) : Encoding.Latin1.GetString(Bytes(count));

    /// <summary>A whole number from its bytes, lowest first, two's complement: a long where it fits, else a BigInteger; one of very many bytes is passed over.</summary>
    public object Whole(long count) => count > LongestNumber ? Skip(count) : Narrow(new BigInteger(Bytes(count)));

    /// <summary>Text up to a line break, which is used up.</summary>
    public string Line(int longest = LongestLine)
    {
        var line = new List<byte>();
        for (var next = Byte(); next != '\n'; next = Byte())
        {
            line.Add(next);
            FileErrors.Unless(line.Count <= longest, $"a line of more than {longest} bytes");
        }
        return Encoding.UTF8.GetString([.. line]);
    }

    /// <summary>A whole number from its digits in a line; Python 2 marked long ones with L.</summary>
    public object WholeLine() => Whole(Line().TrimEnd('L'));

    /// <summary>A whole number or, from before truth values had opcodes, one of them.</summary>
    public object WholeOrTruthLine() => Line() switch { "00" => false, "01" => true, var digits => Whole(digits) };

    /// <summary>A place in the memo; below zero where the digits are none.</summary>
    public long PlaceLine() => long.TryParse(Line(), NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : -1;

    public double RealLine()
    {
        var digits = Line();
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidDataException($"no number: {digits}");
    }

    /// <summary>A text of a line of its own.</summary>
    public string TextLine() => Line(LongestText);

    /// <summary>A text in quotes, with its escapes as they are.</summary>
    public string QuotedLine()
    {
        var line = TextLine();
        FileErrors.Unless(line is ['\'' or '"', .., _] && line[0] == line[^1], "a text without quotes");
        return line[1..^1];
    }

    private PickleBytes Skip(long count)
    {
        RequireLeft(count);
        for (var i = 0L; i < count; i++)
            Byte();
        return new PickleBytes(count);
    }

    private void RequireLeft(long count)
    {
        FileErrors.Unless(count >= 0, $"a text or number of {count} bytes");
        FileErrors.Unless(count <= _available - Position, $"a text or number of {count} bytes, where {_available - Position} are left");
    }

    private static object Whole(string digits) =>
        digits.Length <= 2 * LongestNumber && BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? Narrow(number)
            : throw new InvalidDataException($"no whole number of at most {2 * LongestNumber} digits: {digits}");

    private static object Narrow(BigInteger number)
    {
        object narrowest = number;
        if (number >= long.MinValue && number <= long.MaxValue)
            narrowest = (long)number;
        return narrowest;
    }

    private void Fill()
    {
        if (Position >= _available && _available < available)
            throw new ForeignContentException($"holds more than is read here: its pickle is longer than {LongestPickle} bytes");
        FileErrors.Unless(Position < _available, "its pickle ends too early");
        _start = 0;
        _end = stream.Read(_buffer, 0, (int)Math.Min(_buffer.Length, _available - Position));
        FileErrors.Unless(_end > 0, "its pickle ends too early");
    }
}
