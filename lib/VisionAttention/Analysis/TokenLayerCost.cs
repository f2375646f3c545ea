using TorchSharp.Modules;

namespace VisionAttention.Analysis;

/// <summary>The layers that take tokens [N, D], or one vector [D].</summary>
internal static class TokenLayerCost
{
    /// <summary>A linear layer.</summary>
    /// <param name="walk">Where it is added.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="path">Its place.</param>
    /// <param name="tokens">Number of tokens; null for one vector without that dimension.</param>
    /// <param name="activation">The function after it, in words, or null.</param>
    public static void AddLinear(CostWalk walk, Linear layer, string path, long? tokens, string? activation = null)
    {
        var count = tokens ?? 1;
        var output = checked(count * layer.out_features);
        var operations = new OperationCount
        {
            Products = checked(output * layer.in_features),
            Added = layer.bias is null ? 0 : output,
            Activated = activation is null ? 0 : output,
        };
        var kind = activation is null ? "linear" : $"linear, {activation}";
        walk.Add(path, kind, Shape(tokens, layer.in_features), Shape(tokens, layer.out_features), CostWalk.Parameters(layer), operations);
    }

    /// <summary>A layer norm over vectors.</summary>
    /// <param name="walk">Where it is added.</param>
    /// <param name="layer">The norm.</param>
    /// <param name="path">Its place.</param>
    /// <param name="shape">What it normalises: [..., D].</param>
    public static void AddNorm(CostWalk walk, LayerNorm layer, string path, params long[] shape)
    {
        var operations = new OperationCount { Normalised = Count(shape) };
        walk.Add(path, "layer norm", shape, shape, CostWalk.Parameters(layer), operations);
    }

    /// <summary>Something that changes every number once: a sum, a position, a factor.</summary>
    public static void AddSum(CostWalk walk, string path, string kind, long parameters, params long[] shape)
    {
        walk.Add(path, kind, shape, shape, parameters, new OperationCount { Added = Count(shape) });
    }

    /// <summary>Numbers in a shape.</summary>
    public static long Count(long[] shape)
    {
        return shape.Aggregate(1L, (count, side) => checked(count * side));
    }

    private static long[] Shape(long? tokens, long width) => tokens is { } count ? [count, width] : [width];
}
