using static TorchSharp.torch;

namespace VisionAttention.Kernels;

/// <summary>Which engine computes a call.</summary>
internal static class EngineChoice
{
    /// <summary>The engine that was asked for; for <see cref="Engine.Auto"/> the fastest that can: fused on the processor in float32, plain tensor operators otherwise.</summary>
    /// <param name="query">What the call is about: its type, device and size.</param>
    /// <param name="headDim">Channels of a head.</param>
    /// <param name="options">Window, heads, engine.</param>
    /// <exception cref="ArgumentException">There is no such engine.</exception>
    public static Engine Of(Tensor query, long headDim, LocalAttentionOptions options)
    {
        if (!Enum.IsDefined(options.Engine))
            throw new ArgumentException($"engine {options.Engine} is not one of {string.Join(", ", Enum.GetNames<Engine>())}");
        if (options.Engine != Engine.Auto)
            return options.Engine;
        return FusedCpuEngine.Obstacle(query, headDim, options) is null ? Engine.FusedCpu : Engine.TensorOps;
    }
}
