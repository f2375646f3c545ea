using static TorchSharp.torch;

namespace VisionAttention.Kernels;

/// <summary>Which engine suits a call.</summary>
internal static class EngineChoice
{
    /// <summary>The fastest engine that can compute a call: fused on the processor in float32, plain tensor operators otherwise.</summary>
    /// <param name="query">[B, C, H, W]</param>
    /// <param name="options">Window and heads.</param>
    public static Engine Fastest(Tensor query, LocalAttentionOptions options)
    {
        return FusedCpuEngine.Obstacle(query, options) is null ? Engine.FusedCpu : Engine.TensorOps;
    }
}
