using TorchSharp.Modules;
using VisionAttention.Attention;
using VisionAttention.Models;
using static TorchSharp.torch;

namespace VisionAttention.Analysis;

/// <summary>The cost of a residual network: stem, groups, classifier.</summary>
internal static class ResidualNetworkCost
{
    /// <summary>A whole network.</summary>
    public static void AddWithClassifier(CostWalk walk, AttentionResNet network, ImageSize image)
    {
        var parts = new Parts(network, path: "");
        var map = Add(walk, parts, new MapShape(network.Options.InChannels, image.Height, image.Width));
        walk.Add("avgpool", "mean of the map", map.ToArray(), [map.Channels], parameters: 0, new OperationCount { Pooled = map.Count });
        TokenLayerCost.AddLinear(walk, parts.Get<Linear>("fc"), "fc", tokens: null);
    }

    /// <summary>Stem and groups, which are also a hybrid Vision Transformer's front end.</summary>
    public static MapShape Add(CostWalk walk, Parts parts, MapShape image)
    {
        var stem = parts.Get<nn.Module>("conv1");
        var map = MapLayerCost.Add(walk, stem, parts.PathOf("conv1"), image);
        AddStemNorm(walk, parts.Get<BatchNorm2d>("bn1"), parts.PathOf("bn1"), map, stem is AttentionStem);
        if (parts.Find<MaxPool2d>("maxpool") is { } pool)
            map = MapLayerCost.Add(walk, pool, parts.PathOf("maxpool"), map);
        for (var group = 1; group <= AttentionResNetOptions.GroupCount; group++)
        {
            if (parts.Find<Sequential>($"layer{group}") is null)
                continue;
            foreach (var (path, block) in parts.Below($"layer{group}").Members())
                map = MapLayerCost.Add(walk, block, path, map);
        }
        return map;
    }

    // No ReLU stands behind an attention stem. The conventions fitted to the paper's figures count one: 64 operations a pixel, 0.003 billion
    // at 224×224, which no printed digit shows.
    private static void AddStemNorm(CostWalk walk, BatchNorm2d norm, string path, MapShape map, bool isAttention)
    {
        var kind = isAttention ? "batch norm" : "batch norm, ReLU";
        var operations = new OperationCount { Normalised = map.Count, Activated = map.Count };
        walk.Add(path, kind, map.ToArray(), map.ToArray(), CostWalk.Parameters(norm), operations);
    }
}
