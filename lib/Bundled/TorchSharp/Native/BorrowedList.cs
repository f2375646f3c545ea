using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Native;

/// <summary>Several tensors for the time of a native call, as <see cref="Borrowed"/> is one.</summary>
internal readonly ref struct BorrowedList
{
    private readonly Tensor?[] _tensors;

    /// <param name="tensors">The list, taken as it is now.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="gaps">Whether a place may hold null.</param>
    public BorrowedList(IEnumerable<Tensor?> tensors, string name, bool gaps = false)
    {
        ArgumentNullException.ThrowIfNull(tensors, name);
        _tensors = [.. tensors];
        Handles = new IntPtr[_tensors.Length];
        for (var index = 0; index < _tensors.Length; index++)
        {
            if (_tensors[index] is null && !gaps)
                throw Returned(index, new ArgumentNullException(name, $"tensor {index} of the list is null"));
            try
            {
                Handles[index] = _tensors[index]?.BeginUse() ?? IntPtr.Zero;
            }
            catch (InvalidOperationException error)
            {
                throw Returned(index, error);
            }
        }
    }

    public IntPtr[] Handles { get; }

    public int Count => Handles.Length;

    public void Dispose() => Return(Handles.Length);

    private Exception Returned(int count, Exception error)
    {
        Return(count);
        return error;
    }

    private void Return(int count)
    {
        for (var index = 0; index < count; index++)
            _tensors[index]?.EndUse();
    }
}
