using System.Collections;

namespace TorchSharp.Utils;

public sealed unsafe class TensorAccessor<T> : IEnumerable<T>, IDisposable where T : unmanaged
{
    private readonly torch.Tensor _tensor;
    private readonly long[] _sizes;
    private readonly long[] _strides;
    private readonly bool _contiguous;

    internal TensorAccessor(torch.Tensor tensor)
    {
        _tensor = tensor;
        _sizes = tensor.shape;
        _strides = tensor.stride();
        _contiguous = tensor.is_contiguous();
        Count = tensor.numel();
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    public T this[params long[] indices]
    {
        get
        {
            var value = Base()[Offset(indices)];
            GC.KeepAlive(_tensor);
            return value;
        }

        set
        {
            Base()[Offset(indices)] = value;
            GC.KeepAlive(_tensor);
        }
    }

    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array);
        return array;
    }

    public Array ToNDArray()
    {
        var array = Array.CreateInstance(typeof(T), _sizes);
        var flat = ToArray();
        if (flat.Length > 0)
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(flat.AsSpan()).CopyTo(Bytes(array));
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var target = array[arrayIndex..];
        var count = Math.Min(target.Length, Count - tensorIndex);
        var start = Base();
        if (_contiguous)
        {
            new ReadOnlySpan<T>(start + tensorIndex, (int)count).CopyTo(target);
        }
        else
        {
            for (var index = 0; index < count; index++)
                target[index] = start[Place(tensorIndex + index)];
        }
        GC.KeepAlive(_tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = array[arrayIndex..];
        var count = Math.Min(source.Length, Count - tensorIndex);
        var start = Base();
        for (var index = 0; index < count; index++)
            start[Place(tensorIndex + index)] = source[index];
        GC.KeepAlive(_tensor);
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    public void Dispose()
    {
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Span<byte> Bytes(Array array)
    {
        ref var first = ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(array);
        return System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref first, array.Length * sizeof(T));
    }

    private T* Base() => (T*)_tensor.RawPointer();

    private long Offset(long[] indices)
    {
        if (indices.Length == 1)
        {
            return indices[0] >= 0 && indices[0] < Count
                ? Place(indices[0])
                : throw new IndexOutOfRangeException($"index {indices[0]} is not between 0 and {Count - 1}");
        }
        if (indices.Length != _sizes.Length)
            throw new ArgumentException($"{indices.Length} indices for a tensor of {_sizes.Length} dimensions");
        long offset = 0;
        for (var axis = 0; axis < indices.Length; axis++)
        {
            if (indices[axis] < 0 || indices[axis] >= _sizes[axis])
                throw new IndexOutOfRangeException($"index {indices[axis]} of dimension {axis} is not between 0 and {_sizes[axis] - 1}");
            offset += indices[axis] * _strides[axis];
        }
        return offset;
    }

    // The place in memory of the n-th element in row-major order.
    private long Place(long flat)
    {
        if (_contiguous)
            return flat;
        long offset = 0;
        for (var axis = _sizes.Length - 1; axis >= 0; axis--)
        {
            offset += flat % _sizes[axis] * _strides[axis];
            flat /= _sizes[axis];
        }
        return offset;
    }
}
