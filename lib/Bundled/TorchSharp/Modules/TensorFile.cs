namespace TorchSharp.Utils;

/// <summary>TorchSharp's own binary layout: LEB128 numbers, then raw little-endian elements.</summary>
internal static class TensorFile
{
    public static void WriteNumber(BinaryWriter writer, long value)
    {
        var rest = (ulong)value;
        while (rest >= 0x80)
        {
            writer.Write((byte)(rest | 0x80));
            rest >>= 7;
        }
        writer.Write((byte)rest);
    }

    public static long ReadNumber(BinaryReader reader)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = reader.ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if ((next & 0x80) == 0)
                return (long)value;
        }
        throw new InvalidDataException("a number in the file has no end: it is not a file of this layout");
    }

    public static void Write(BinaryWriter writer, torch.Tensor tensor)
    {
        if (!tensor.is_contiguous())
            throw new InvalidOperationException("a tensor that is not contiguous cannot be saved: call contiguous() first");
        WriteNumber(writer, (long)tensor.dtype);
        WriteNumber(writer, tensor.ndim);
        foreach (var side in tensor.shape)
            WriteNumber(writer, side);
        using var local = tensor.detach().cpu();
        writer.Write(local.bytes);
    }

    public static torch.Tensor Read(BinaryReader reader)
    {
        var type = (torch.ScalarType)ReadNumber(reader);
        var rank = ReadNumber(reader);
        if (!Enum.IsDefined(type) || rank is < 0 or > 64)
            throw new InvalidDataException($"the file names the type {type} and {rank} dimensions: it is not a file of this layout");
        var shape = new long[rank];
        for (var axis = 0; axis < rank; axis++)
            shape[axis] = ReadNumber(reader);
        var size = (Int128)type.ElementSize();
        foreach (var side in shape)
            size *= side;
        if (shape.Any(side => side < 0) || size > int.MaxValue || (reader.BaseStream.CanSeek && size > reader.BaseStream.Length - reader.BaseStream.Position))
            throw new InvalidDataException($"a tensor of shape [{string.Join(", ", shape)}] needs {size} bytes, more than the file has");
        var made = torch.empty(shape, dtype: type);
        reader.BaseStream.ReadExactly(made.bytes);
        return made;
    }
}
