using TorchSharp;
using VisionAttention.Tensors;

namespace VisionAttention.Weights.Torch;

/// <summary>A tensor of a PyTorch file: shape and strides over a storage, both checked against it.</summary>
internal sealed record TorchView : ArrayEntry
{
    /// <summary>A view may repeat numbers (stride 0) only up to this many; beyond, it may not hold more than its storage.</summary>
    public const long MostRepeated = 1 << 20;

    /// <exception cref="InvalidDataException">The view reaches beyond its storage.</exception>
    public TorchView(TorchStorage storage, long offset, long[] shape, long[] strides)
        : base(storage.Type, shape)
    {
        Storage = storage;
        Offset = offset;
        Strides = strides;
        if (strides.Length != shape.Length)
            throw new InvalidDataException($"{strides.Length} strides for {shape.Length} axes");
        Int128 last = offset;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            if (strides[axis] < 0)
                throw new InvalidDataException($"a negative stride in {Shapes.Text(strides)}");
            last += (Int128)Math.Max(shape[axis] - 1, 0) * strides[axis];
        }
        var isEmpty = shape.Contains(0);
        if (offset < 0 || offset > storage.Count || (!isEmpty && last >= storage.Count))
            throw new InvalidDataException($"a tensor of shape {Shapes.Text(shape)}, strides {Shapes.Text(strides)} and offset {offset} reaches beyond the {storage.Count} numbers of storage {storage.Key}");
        Extent = isEmpty ? 0 : (long)last - offset + 1;
        var count = ByteCount / storage.Type.ElementSize();
        if (count > Math.Max(storage.Count, MostRepeated))
            throw new InvalidDataException($"a tensor of shape {Shapes.Text(shape)} repeats the {storage.Count} numbers of storage {storage.Key} beyond {MostRepeated}");
    }

    public TorchStorage Storage { get; }

    public long Offset { get; }

    public long[] Strides { get; }

    /// <summary>Numbers of the storage from the first to the last that is used.</summary>
    public long Extent { get; }

    /// <summary>Whether the numbers lie side by side in row-major order.</summary>
    public bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (var axis = Shape.Length - 1; axis >= 0; axis--)
            {
                if (Shape[axis] != 1 && Strides[axis] != expected)
                    return false;
                expected *= Shape[axis];
            }
            return true;
        }
    }
}
