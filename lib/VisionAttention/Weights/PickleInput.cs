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

    public byte[] Bytes(long count)
    {
        FileErrors.Unless(count is >= 0 and <= LongestText, $"a text or number of {count} bytes, not 0 to {LongestText}");
        FileErrors.Unless(count <= _available - Position, $"a text or number of {count} bytes, where {_available - Position} are left");
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

    public string Utf8(long count) => Encoding.UTF8.GetString(Bytes(count));

    public string Latin1(long count) => Encoding.Latin1.GetString(Bytes(count));

    /// <summary>A whole number from its bytes, lowest first, two's complement: a long where it fits, else a BigInteger.</summary>
    public object Whole(long count)
    {
        FileErrors.Unless(count <= LongestNumber, $"a whole number of {count} bytes, above {LongestNumber}");
        return Narrow(new BigInteger(Bytes(count)));
    }

    /// <summary>Text up to a line break, which is used up.</summary>
    public string Line()
    {
        var line = new List<byte>();
        for (var next = Byte(); next != '\n'; next = Byte())
        {
            line.Add(next);
            FileErrors.Unless(line.Count <= LongestLine, $"a line of more than {LongestLine} bytes");
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

    public string QuotedLine()
    {
        var line = Line();
        FileErrors.Unless(line is ['\'' or '"', .., _] && line[0] == line[^1] && !line.Contains('\\', StringComparison.Ordinal), "a text without quotes, or with escapes");
        return line[1..^1];
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
        FileErrors.Unless(Position < _available, _available < available ? $"its pickle is longer than {LongestPickle} bytes" : "its pickle ends too early");
        _start = 0;
        _end = stream.Read(_buffer, 0, (int)Math.Min(_buffer.Length, _available - Position));
        FileErrors.Unless(_end > 0, "its pickle ends too early");
    }
}
