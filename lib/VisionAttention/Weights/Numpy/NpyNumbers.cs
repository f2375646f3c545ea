using static TorchSharp.torch;

namespace VisionAttention.Weights.Numpy;

/// <summary>The numbers after a .npy header.</summary>
internal static class NpyNumbers
{
    /// <exception cref="InvalidDataException">The array is longer or shorter than its shape says.</exception>
    public static void RequireLength(NpyHeader header, long length)
    {
        var held = length - header.HeaderLength;
        if (held != header.ByteCount)
            throw new InvalidDataException($"its header claims {header.ByteCount} bytes of numbers, {held} follow");
    }

    /// <summary>Reads the numbers; the stream stands at the first.</summary>
    public static Tensor Read(NpyHeader header, Stream stream)
    {
        if (!header.IsFortran || header.Shape.Length < 2)
            return TensorBytes.Read(header, stream.ReadExactly, header.IsBigEndian);
        // First axis fastest is row-major with the axes reversed.
        using var scope = NewDisposeScope();
        var reversed = new ArrayEntry(header.Type, [.. header.Shape.Reverse()]);
        var axes = Enumerable.Range(0, header.Shape.Length).Select(axis => (long)axis).Reverse().ToArray();
        return TensorBytes.Read(reversed, stream.ReadExactly, header.IsBigEndian).permute(axes).contiguous().MoveToOuterDisposeScope();
    }

    public static void Write(Tensor tensor, Stream stream)
    {
        stream.Write(NpyHeader.Bytes(tensor.dtype, tensor.shape));
        TensorBytes.Write(tensor, stream);
    }
}
