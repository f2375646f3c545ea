using static TorchSharp.torch;

namespace VisionAttention.Data;

/// <summary>A batch ready for a model; whoever receives it disposes it.</summary>
/// <param name="Images">float32 [B, C, H, W], normalised, on the processor.</param>
/// <param name="Labels">int64 [B], the classes before any mixing.</param>
/// <param name="Targets">float32 [B, classes], each row summing to 1, where images were mixed; else null.</param>
public sealed record ImageBatch(Tensor Images, Tensor Labels, Tensor? Targets) : IDisposable
{
    /// <summary>Releases the tensors.</summary>
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
        Targets?.Dispose();
    }
}
