using TorchSharp;
using static TorchSharp.torch;

namespace VisionAttention.Weights.Torch;

/// <summary>A block of numbers of a PyTorch file, which several tensors may share.</summary>
internal sealed record TorchStorage(ScalarType Type, string Key, long Count)
{
    public long ByteCount => checked(Count * Type.ElementSize());
}
