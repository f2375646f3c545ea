using static TorchSharp.torch;

namespace VisionAttention.Kernels;

/// <summary>Which engine computes a call.</summary>
internal static class EngineChoice
{
    /// <summary>The engine that was asked for; <see cref="Engine.Auto"/> is the one that the executed lessons were trained with.</summary>
    /// <param name="options">Engine.</param>
    /// <exception cref="ArgumentException">There is no such engine.</exception>
    public static Engine Of(LocalAttentionOptions options)
    {
        if (!Enum.IsDefined(options.Engine))
            throw new ArgumentException($"engine {options.Engine} is not one of {string.Join(", ", Enum.GetNames<Engine>())}");
        return options.Engine == Engine.Auto ? Engine.Reference : options.Engine;
    }

    /// <summary>The fastest engine that can compute a call: fused on the processor in float32, plain tensor operators otherwise.</summary>
    /// <param name="query">[B, C, H, W]</param>
    /// <param name="options">Window and heads.</param>
    public static Engine Fastest(Tensor query, LocalAttentionOptions options)
    {
        return FusedCpuEngine.Obstacle(query, options) is null ? Engine.FusedCpu : Engine.TensorOps;
    }
}
