using System.Text;
using VisionAttention.Tensors;

namespace VisionAttention.Weights;

/// <summary>One field of a protobuf message in a file: a whole number, or the place of its bytes.</summary>
/// <remarks>
/// A message is a row of fields, each a tag (number · 8 + wire type, as a varint) and a value: a varint (wire type 0), 8 or 4 bytes (1, 5), or a length
/// and so many bytes (2), which may be a message again. A varint has 7 bits a byte, the lowest first; all but its last byte have the eighth bit set.
/// </remarks>
internal readonly record struct ProtobufField(int Number, int Wire, long Value, long Start, long Length)
{
    private const int LongestText = 4096;
    private const int Varint = 0;
    private const int Bytes = 2;

    /// <summary>The fields between two places of a file, which may be read elsewhere between two of them.</summary>
    public static IEnumerable<ProtobufField> Of(Stream file, long start, long end)
    {
        for (var at = start; at < end;)
        {
            file.Position = at;
            var tag = Number64(file, end);
            var (number, wire) = ((int)(tag >>> 3), (int)(tag & 7));
            FileErrors.Unless(tag is > 0 and <= uint.MaxValue && number > 0 && wire is 0 or 1 or 2 or 5, $"the tag {tag} at byte {at} is none of a field");
            long value = wire == Varint ? Number64(file, end) : 0;
            var length = wire switch { Varint => 0, 1 => 8, 5 => 4, _ => Number64(file, end) };
            FileErrors.Unless(length >= 0 && length <= end - file.Position, $"its field {number} claims {(ulong)length} bytes, {end - file.Position} are left");
            at = file.Position + length;
            yield return new ProtobufField(number, wire, value, file.Position, length);
        }
    }

    /// <summary>The fields of the message that this field is.</summary>
    public IEnumerable<ProtobufField> Fields(Stream file)
    {
        RequireBytes();
        return Of(file, Start, Start + Length);
    }

    /// <summary>The field as text.</summary>
    public string Text(Stream file)
    {
        RequireBytes();
        FileErrors.Unless(Length <= LongestText, $"a text of {Length} bytes, above {LongestText}");
        var bytes = new byte[Length];
        file.Position = Start;
        file.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>The whole numbers of a field that may be one number, or several side by side.</summary>
    public IEnumerable<long> Numbers(Stream file)
    {
        if (Wire == Varint)
        {
            yield return Value;
            yield break;
        }
        RequireBytes();
        file.Position = Start;
        while (file.Position < Start + Length)
            yield return Number64(file, Start + Length);
    }

    public void RequireBytes() => FileErrors.Unless(Wire == Bytes, $"its field {Number} has the wire type {Wire}, not {Bytes}");

    private static long Number64(Stream file, long end)
    {
        long value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            FileErrors.Unless(file.Position < end, $"a number runs over byte {end}, where its message ends");
            var part = file.ReadByte();
            if (part < 0)
                throw new EndOfStreamException();
            value |= (long)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
        throw new InvalidDataException($"a number of more than ten bytes ends at byte {file.Position}");
    }
}
