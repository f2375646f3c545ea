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
        Type = type;
        Shape = shape;
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
