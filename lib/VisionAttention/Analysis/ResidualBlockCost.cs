using TorchSharp.Modules;
using VisionAttention.Layers;
using VisionAttention.Models;
using static TorchSharp.torch;

namespace VisionAttention.Analysis;

/// <summary>The cost of a residual block of either kind.</summary>
/// <remarks>He et al. 2016, Figure 5: layers with batch norm, all but the last with ReLU; a shortcut; their sum, with ReLU.</remarks>
internal static class ResidualBlockCost
{
    public static MapShape Add(CostWalk walk, nn.Module block, string path, MapShape input)
    {
        var parts = new Parts(block, path);
        var layers = block is BasicBlock ? 2 : 3;
        var map = input;
        for (var layer = 1; layer <= layers; layer++)
        {
            var spatial = parts.Get<nn.Module>($"conv{layer}");
            var output = MapLayerCost.Add(walk, spatial, parts.PathOf($"conv{layer}"), map);
            // Attention at full size, then a pool: one convention counts the norm as if it stood before the pool.
            var pooledAway = spatial is Attention.LocalSelfAttention ? output.Channels * (map.Pixels - output.Pixels) : 0;
            MapLayerCost.AddNorm(walk, parts.Get<BatchNorm2d>($"bn{layer}"), parts.PathOf($"bn{layer}"), output, rectified: layer < layers, pooledAway);
            map = output;
        }
        if (parts.Find<Sequential>("downsample") is not null)
            AddShortcut(walk, parts.Below("downsample"), input);
        var operations = new OperationCount { Added = map.Count, Activated = map.Count };
        walk.Add(path, "sum, ReLU", map.ToArray(), map.ToArray(), parameters: 0, operations);
        return map;
    }

    private static void AddShortcut(CostWalk walk, Parts shortcut, MapShape input)
    {
        if (shortcut.Find<Subsample>("subsample") is { } subsample)
            input = input with { Height = (input.Height + subsample.Stride - 1) / subsample.Stride, Width = (input.Width + subsample.Stride - 1) / subsample.Stride };
        var map = MapLayerCost.AddConvolution(walk, shortcut.Get<Conv2d>("0"), shortcut.PathOf("0"), input);
        MapLayerCost.AddNorm(walk, shortcut.Get<BatchNorm2d>("1"), shortcut.PathOf("1"), map, rectified: false);
    }
}
