using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Native;

/// <summary>A tensor for the time of a native call: it is not freed before Dispose, whatever other threads do.</summary>
internal readonly ref struct Borrowed
{
    private readonly Tensor? _tensor;

    public Borrowed(Tensor? tensor)
    {
        Handle = tensor?.BeginUse() ?? IntPtr.Zero;
        _tensor = tensor;
    }

    public IntPtr Handle { get; }

    public void Dispose() => _tensor?.EndUse();
}
