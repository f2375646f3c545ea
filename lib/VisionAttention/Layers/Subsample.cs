using FusedAttention;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Layers;

/// <summary>Every stride-th pixel of every stride-th row: before a 1×1 convolution, what the convolution's own stride would do.</summary>
/// <remarks>
/// The stride is not left to the convolution, because libtorch 2.10 computes 1×1 convolutions with a stride wrongly where channels lie last in
/// memory and their number is no multiple of 8: wrong gradients of the weights on processors with AVX2, memory faults with AVX-512.
/// </remarks>
internal sealed class Subsample(long stride) : Module<Tensor, Tensor>(nameof(Subsample))
{
    /// <summary>Pixels from one that is kept to the next.</summary>
    public long Stride => stride;

    /// <param name="images">[B, C, H, W]</param>
    /// <returns>[B, C, ⌈H / stride⌉, ⌈W / stride⌉]</returns>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        var some = images.slice(2, 0, images.shape[2], stride).slice(3, 0, images.shape[3], stride);
        return MemoryLayout.ForDevice(some).MoveToOuterDisposeScope();
    }
}
