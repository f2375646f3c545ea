using static TorchSharp.torch;

namespace VisionAttention.Kernels;

/// <summary>Which engine computes a call.</summary>
internal static class EngineChoice
{
    /// <summary>The engine that was asked for; <see cref="Engine.Auto"/> is the fastest that can: fused on the processor in float32, plain tensor operators otherwise.</summary>
    /// <param name="query">[B, C, H, W]</param>
    /// <param name="options">Window, heads, engine.</param>
    /// <exception cref="ArgumentException">There is no such engine.</exception>
    public static Engine Of(Tensor query, LocalAttentionOptions options)
    {
        return Of(query, query.shape[1], options);
    }

    /// <summary>As above, for a map that is still to be projected.</summary>
    /// <param name="map">The map [B, inChannels, H, W].</param>
    /// <param name="channels">Channels C of the query.</param>
    /// <param name="options">Window, heads, engine.</param>
    /// <exception cref="ArgumentException">There is no such engine.</exception>
    public static Engine Of(Tensor map, long channels, LocalAttentionOptions options)
    {
        if (!Enum.IsDefined(options.Engine))
            throw new ArgumentException($"engine {options.Engine} is not one of {string.Join(", ", Enum.GetNames<Engine>())}");
        if (options.Engine != Engine.Auto)
            return options.Engine;
        return FusedCpuEngine.Obstacle(map, channels / options.Heads, options) is null ? Engine.FusedCpu : Engine.TensorOps;
    }
}
