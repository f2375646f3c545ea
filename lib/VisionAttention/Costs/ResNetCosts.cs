using TorchSharp.Modules;
using VisionAttention.Attention;
using VisionAttention.Layers;
using VisionAttention.Models;

namespace VisionAttention.Costs;

/// <summary>The costs of a residual network and of the parts it is made of, which take a map [C, H, W] and make one.</summary>
internal static class ResNetCosts
{
    /// <summary>A whole network: stem, groups, classifier.</summary>
    public static void AddWithClassifier(Part network, MapShape image)
    {
        var map = AddGroups(network, image);
        network.Add("mean of the map", map, [map.Channels], parameters: 0, new OperationCount { Pooled = map.Count }, "avgpool");
        network["fc"].AddLinear(tokens: null);
    }

    /// <summary>A part of any kind.</summary>
    public static MapShape AddLayer(Part part, MapShape input) => part.Module switch
    {
        Conv2d => part.AddConvolution(input),
        MaxPool2d => part.AddPool(input),
        LocalSelfAttention attention => AttentionCosts.AddLocal(part, attention, input),
        AttentionStem stem => AttentionCosts.AddStem(part, stem, input),
        Bottleneck => AddBlock(part, layers: 3, input),
        BasicBlock => AddBlock(part, layers: 2, input),
        ResNetBackbone => AddGroups(part, input),
        _ => throw Unknown(part),
    };

    /// <summary>Channels of the map that a part takes.</summary>
    public static long InChannels(Part part) => part.Module switch
    {
        Conv2d convolution => convolution.in_channels,
        LocalSelfAttention or AttentionStem => InChannels(part["query"]),
        Bottleneck or BasicBlock => InChannels(part["conv1"]),
        _ => throw Unknown(part),
    };

    // Stem and groups, which are also a hybrid Vision Transformer's front end.
    private static MapShape AddGroups(Part network, MapShape image)
    {
        var stem = network["conv1"];
        var map = AddLayer(stem, image);
        // No ReLU stands behind an attention stem. The conventions fitted to the paper's figures count one: 64 operations a pixel, 0.003 billion
        // at 224×224, which no printed digit shows.
        var kind = stem.Module is AttentionStem ? "batch norm" : "batch norm, ReLU";
        var norm = network["bn1"];
        norm.Add(kind, map, map, norm.Parameters, new OperationCount { Normalised = map.Count, Activated = map.Count });
        if (network.Find("maxpool") is { } pool)
            map = pool.AddPool(map);
        for (var group = 1; network.Find($"layer{group}") is { } blocks; group++)
            map = blocks.Layers.Aggregate(map, (input, block) => AddLayer(block, input));
        return map;
    }

    // He et al. 2016, Figure 5: layers with batch norm, all but the last with ReLU; a shortcut; their sum, with ReLU.
    private static MapShape AddBlock(Part block, int layers, MapShape input)
    {
        var map = input;
        for (var layer = 1; layer <= layers; layer++)
        {
            var spatial = block[$"conv{layer}"];
            var output = AddLayer(spatial, map);
            // Attention at full size, then a pool: one convention counts the norm as if it stood before the pool.
            var pooledAway = spatial.Module is LocalSelfAttention ? output.Channels * (map.Pixels - output.Pixels) : 0;
            block[$"bn{layer}"].AddBatchNorm(output, rectified: layer < layers, pooledAway);
            map = output;
        }
        if (block.Find("downsample") is { } shortcut)
            AddShortcut(shortcut, input);
        block.Add("sum, ReLU", map, map, parameters: 0, new OperationCount { Added = map.Count, Activated = map.Count });
        return map;
    }

    private static void AddShortcut(Part shortcut, MapShape input)
    {
        if (shortcut.Find("subsample")?.Module is Subsample subsample)
            input = input.Every(subsample.Stride);
        var map = shortcut["0"].AddConvolution(input);
        shortcut["1"].AddBatchNorm(map, rectified: false);
    }

    private static ArgumentException Unknown(Part part) => new(
        $"the costs of {part.Module.GetName()} are not known: expected {nameof(AttentionResNet)}, {nameof(VisionTransformer)}, {nameof(Clip)}, {nameof(Bottleneck)}, "
        + $"{nameof(BasicBlock)}, {nameof(LocalSelfAttention)}, {nameof(AttentionStem)} or {nameof(Conv2d)}");
}
