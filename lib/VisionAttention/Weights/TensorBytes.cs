using System.Buffers.Binary;
using System.Runtime.InteropServices;
using TorchSharp;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Weights;

/// <summary>What a file says of one tensor: element type and shape, both checked.</summary>
internal record ArrayEntry
{
    /// <summary>As many axes as libtorch indexes without a detour.</summary>
    public const int MostAxes = 64;

    /// <exception cref="InvalidDataException">No tensor has that shape.</exception>
    public ArrayEntry(ScalarType type, long[] shape)
    {
        (Type, Shape) = (type, shape);
        if (shape.Length > MostAxes)
            throw new InvalidDataException($"a shape of {shape.Length} axes, above {MostAxes}");
        Int128 largest = type.ElementSize();
        foreach (var side in shape)
        {
            if (side < 0)
                throw new InvalidDataException($"a negative side in {Shapes.Text(shape)}");
            // A side of zero empties the tensor but must not hide an overflow: strides are products of the other sides.
            largest *= Math.Max(side, 1);
            if (largest > long.MaxValue)
                throw new InvalidDataException($"an impossible shape {Shapes.Text(shape)}");
        }
        ByteCount = shape.Contains(0) ? 0 : (long)largest;
    }

    public ScalarType Type { get; }

    public long[] Shape { get; }

    /// <summary>Bytes of its numbers, side by side.</summary>
    public long ByteCount { get; }
}

/// <summary>Moves numbers between a tensor and a file in parts, so that neither two gigabytes nor the whole file need fit anything.</summary>
internal static class TensorBytes
{
    private const int PartBytes = 1 << 24;

    /// <summary>Puts the next bytes of a file into a span; throws <see cref="EndOfStreamException"/> where there are too few.</summary>
    public delegate void NextBytes(Span<byte> destination);

    /// <summary>A new contiguous tensor of the entry's type and shape, filled from front to back.</summary>
    /// <param name="entry">Type and shape; the caller has checked that the file holds that many bytes.</param>
    /// <param name="next">Where the bytes come from.</param>
    /// <param name="swapped">Whether the file's numbers have their highest byte first.</param>
    /// <exception cref="InvalidDataException">A truth value is neither 0 nor 1.</exception>
    public static Tensor Read(ArrayEntry entry, NextBytes next, bool swapped = false)
    {
        using var scope = NewDisposeScope();
        var result = empty(entry.Shape, dtype: entry.Type);
        foreach (var part in Parts(result))
        {
            next(part.bytes);
            if (swapped)
                Swap(part.bytes, entry.Type.ElementSize());
            if (entry.Type == ScalarType.Bool && part.bytes.ContainsAnyExceptInRange((byte)0, (byte)1))
                throw new InvalidDataException("a truth value is neither 0 nor 1");
        }
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>Writes the numbers of a tensor, row-major, whatever its device and strides.</summary>
    public static void Write(Tensor tensor, Stream stream)
    {
        using var scope = NewDisposeScope();
        foreach (var part in Parts(tensor.detach().cpu().contiguous()))
            stream.Write(part.bytes);
    }

    // Views of the tensor, each small enough for a span; a tensor without elements has none.
    private static IEnumerable<Tensor> Parts(Tensor tensor)
    {
        var count = tensor.numel();
        if (count == 0)
            yield break;
        var flat = tensor.view(count);
        var step = PartBytes / tensor.element_size();
        for (long start = 0; start < count; start += step)
        {
            using var part = flat.narrow(0, start, Math.Min(step, count - start));
            yield return part;
        }
    }

    private static void Swap(Span<byte> bytes, int elementSize)
    {
        if (elementSize == 2)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ushort>(bytes), MemoryMarshal.Cast<byte, ushort>(bytes));
        else if (elementSize == 4)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, uint>(bytes), MemoryMarshal.Cast<byte, uint>(bytes));
        else if (elementSize == 8)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ulong>(bytes), MemoryMarshal.Cast<byte, ulong>(bytes));
    }
}
