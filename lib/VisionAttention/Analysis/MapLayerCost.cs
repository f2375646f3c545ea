using TorchSharp.Modules;
using VisionAttention.Attention;
using VisionAttention.Models;
using static TorchSharp.torch;

namespace VisionAttention.Analysis;

/// <summary>The layers that take a map [C, H, W] and make one.</summary>
internal static class MapLayerCost
{
    /// <summary>Adds a layer of any kind and returns the shape of its map.</summary>
    /// <exception cref="ArgumentException">A layer of another kind, or a map it cannot take.</exception>
    public static MapShape Add(CostWalk walk, nn.Module layer, string path, MapShape input)
    {
        return layer switch
        {
            Conv2d convolution => AddConvolution(walk, convolution, path, input),
            MaxPool2d pool => AddPool(walk, pool, path, input),
            LocalSelfAttention attention => LocalAttentionCost.Add(walk, attention, path, input),
            AttentionStem stem => AttentionStemCost.Add(walk, stem, path, input),
            Bottleneck or BasicBlock => ResidualBlockCost.Add(walk, layer, path, input),
            ResNetBackbone => ResidualNetworkCost.Add(walk, new Parts(layer, path), input),
            _ => throw Unknown(layer),
        };
    }

    /// <summary>Channels of the map that a layer takes.</summary>
    /// <exception cref="ArgumentException">A layer of another kind.</exception>
    public static long InChannels(nn.Module layer)
    {
        var parts = new Parts(layer, path: "");
        return layer switch
        {
            Conv2d convolution => convolution.in_channels,
            LocalSelfAttention or AttentionStem => InChannels(parts.Get<Conv2d>("query")),
            Bottleneck or BasicBlock => InChannels(parts.Get<nn.Module>("conv1")),
            _ => throw Unknown(layer),
        };
    }

    /// <summary>A convolution. Every output number is one product for each weight that leads to it, also where that weight meets the border.</summary>
    public static MapShape AddConvolution(CostWalk walk, Conv2d layer, string path, MapShape input)
    {
        var (height, width) = (layer.kernel_size[0], layer.kernel_size[1]);
        var border = layer.padding ?? [0, 0];
        var output = new MapShape(
            layer.out_channels, Side(input.Height, height, layer.stride[0], border[0]), Side(input.Width, width, layer.stride[1], border[1]));
        var stride = layer.stride[0] == 1 ? "" : $", stride {layer.stride[0]}";
        walk.Add(path, $"convolution {height}×{width}{stride}", input.ToArray(), output.ToArray(), CostWalk.Parameters(layer), Products(layer, output));
        return output;
    }

    /// <summary>The operations of a convolution with a map as its result.</summary>
    public static OperationCount Products(Conv2d layer, MapShape output)
    {
        return new OperationCount { Products = checked(layer.weight.numel() * output.Pixels), Added = layer.bias is null ? 0 : output.Count };
    }

    /// <summary>A batch norm and, where there is one, the ReLU after it.</summary>
    /// <param name="walk">Where it is added.</param>
    /// <param name="layer">The norm.</param>
    /// <param name="path">Its place.</param>
    /// <param name="map">What it normalises.</param>
    /// <param name="rectified">Whether a ReLU follows.</param>
    /// <param name="pooledAway">Numbers that the layer before it took out by its pool.</param>
    public static void AddNorm(CostWalk walk, BatchNorm2d layer, string path, MapShape map, bool rectified, long pooledAway = 0)
    {
        var operations = new OperationCount { Normalised = map.Count, Activated = rectified ? map.Count : 0, PooledBeforeNorm = pooledAway };
        walk.Add(path, rectified ? "batch norm, ReLU" : "batch norm", map.ToArray(), map.ToArray(), CostWalk.Parameters(layer), operations);
    }

    private static MapShape AddPool(CostWalk walk, MaxPool2d layer, string path, MapShape input)
    {
        var (window, border) = (layer.kernel_size, layer.padding ?? [0, 0]);
        var stride = layer.stride ?? window;
        var output = new MapShape(
            input.Channels, Side(input.Height, window[0], stride[0], border[0]), Side(input.Width, window[1], stride[1], border[1]));
        var operations = new OperationCount { Pooled = checked(output.Count * window[0] * window[1]) };
        walk.Add(path, $"max pool {window[0]}×{window[1]}, stride {stride[0]}", input.ToArray(), output.ToArray(), parameters: 0, operations);
        return output;
    }

    private static long Side(long side, long window, long stride, long border)
    {
        if (side + 2 * border < window)
            throw new ArgumentException($"a map with a side of {side} is too small for a window of {window} with a border of {border}");
        return (side + 2 * border - window) / stride + 1;
    }

    private static ArgumentException Unknown(nn.Module layer)
    {
        return new ArgumentException(
            $"the costs of {layer.GetName()} are not known: expected {nameof(AttentionResNet)}, {nameof(VisionTransformer)}, {nameof(Bottleneck)}, "
            + $"{nameof(BasicBlock)}, {nameof(LocalSelfAttention)}, {nameof(AttentionStem)} or {nameof(Conv2d)}");
    }
}
