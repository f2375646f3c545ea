using TorchSharp.Modules;
using VisionAttention.Attention;
using VisionAttention.Positions;

namespace VisionAttention.Analysis;

/// <summary>The cost of a local self-attention layer: projections, then a window of k² neighbours for every pixel.</summary>
/// <remarks>
/// Ramachandran et al. 2019, section 3.1. For each pixel 3·C² products and, for each of C channels and k² neighbours, one of q·k, one of q·r
/// and one of the weighted sum. The attention runs on the whole map; a stride of 2 is a 2×2 average pool after it.
/// </remarks>
internal static class LocalAttentionCost
{
    private const int PoolWindow = 4;

    public static MapShape Add(CostWalk walk, LocalSelfAttention layer, string path, MapShape input)
    {
        var parts = new Parts(layer, path);
        var map = input;
        foreach (var name in new[] { "query", "key", "value" })
        {
            if (parts.Find<Conv2d>(name) is { } projection)
                map = MapLayerCost.AddConvolution(walk, projection, parts.PathOf(name), input);
        }
        var output = layer.Options.Stride == 1 ? map : map with { Height = (map.Height + 1) / 2, Width = (map.Width + 1) / 2 };
        var (side, heads) = (layer.Options.KernelSize, layer.Options.Heads);
        var pool = layer.Options.Stride == 1 ? "" : ", pool";
        walk.Add(
            path, $"attention {side}×{side}, {heads} heads{pool}", input.ToArray(), output.ToArray(), parts.OwnParameters,
            Window(layer.Options, map) with { Pooled = layer.Options.Stride == 1 ? 0 : checked(PoolWindow * output.Count) });
        return output;
    }

    private static OperationCount Window(LocalSelfAttentionOptions options, MapShape map)
    {
        var neighbours = checked((long)options.KernelSize * options.KernelSize);
        var products = checked(neighbours * map.Count);
        var position = options.Position;
        return new OperationCount
        {
            Products = checked(position == PositionKind.RelativeOnly ? products : 2 * products),
            PositionProducts = position == PositionKind.Relative ? products : 0,
            PositionOnlyProducts = position == PositionKind.RelativeOnly ? products : 0,
            Softmax = checked(options.Heads * neighbours * map.Pixels),
        };
    }
}
