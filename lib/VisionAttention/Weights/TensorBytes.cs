using TorchSharp;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Weights;

/// <summary>What a file says of one tensor: element type and shape, both checked.</summary>
internal record ArrayEntry
{
    /// <summary>As many axes as libtorch indexes without a detour.</summary>
    private const int MostAxes = 64;

    public ArrayEntry(ScalarType type, long[] shape)
    {
        (Type, Shape) = (type, shape);
        FileErrors.Unless(shape.Length <= MostAxes, $"a shape of {shape.Length} axes, above {MostAxes}");
        Int128 largest = type.ElementSize();
        foreach (var side in shape)
        {
            FileErrors.Unless(side >= 0, $"a negative side in {Shapes.Text(shape)}");
            // A side of zero empties the tensor but must not hide an overflow: strides are products of the other sides.
            largest *= Math.Max(side, 1);
            FileErrors.Unless(largest <= long.MaxValue, $"an impossible shape {Shapes.Text(shape)}");
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

    /// <summary>A new contiguous tensor, filled from front to back; the caller has checked that the file holds that many bytes.</summary>
    public static Tensor Read(ArrayEntry entry, Stream source, bool isBigEndian = false)
    {
        using var scope = NewDisposeScope();
        var result = empty(entry.Shape, dtype: entry.Type, device: CPU);
        var size = entry.Type.ElementSize();
        foreach (var part in Parts(result))
        {
            var bytes = part.bytes;
            source.ReadExactly(bytes);
            for (var at = 0; isBigEndian && at < bytes.Length; at += size)
                bytes.Slice(at, size).Reverse();
            FileErrors.Unless(entry.Type != ScalarType.Bool || !bytes.ContainsAnyExceptInRange((byte)0, (byte)1), "a truth value is neither 0 nor 1");
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
}
