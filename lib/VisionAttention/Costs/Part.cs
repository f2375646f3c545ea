using TorchSharp.Modules;
using VisionAttention.Models;
using static TorchSharp.torch;

namespace VisionAttention.Costs;

/// <summary>A module at its place in a model; it adds its rows to the report.</summary>
internal sealed record Part(nn.Module Module, string Path, CostConvention Convention, List<LayerCost> Report)
{
    /// <summary>Parameters of the module itself, without those of its layers.</summary>
    public long Parameters => Module.parameters(recurse: false).Sum(parameter => parameter.numel());

    /// <summary>A layer that must be there, by the name its weights have.</summary>
    public Part this[string name] => Find(name) ?? throw new InvalidOperationException($"{Module.GetName()} has no layer {name}");

    public Part? Find(string name) => Layers.FirstOrDefault(layer => layer.Path == PathOf(name));

    public IEnumerable<Part> Layers => Module.named_children().Select(child => this with { Module = child.module, Path = PathOf(child.name) });

    /// <summary>Adds a row for the module, or for something in it that has a name.</summary>
    public void Add(string kind, long[] input, long[] output, long parameters, OperationCount operations, string name = "") =>
        Report.Add(new LayerCost(PathOf(name), kind, input, output, parameters, operations.MultiplyAdds, operations.Flops(Convention)));

    /// <summary>Something that changes every number once: a sum, a position, a factor.</summary>
    public void AddSum(string kind, long parameters, long[] shape, string name = "") =>
        Add(kind, shape, shape, parameters, new OperationCount { Added = Count(shape) }, name);

    /// <summary>A convolution. Every output number is one product for each weight that leads to it, also where that weight meets the border.
    /// The map it makes is given where the caller pads; else its own padding says.</summary>
    public MapShape AddConvolution(MapShape input, MapShape? padded = null)
    {
        var layer = (Conv2d)Module;
        var (window, stride, border) = (layer.kernel_size, layer.stride, layer.padding ?? [0, 0]);
        var output = padded ?? input.Windows(window, stride, border) with { Channels = layer.out_channels };
        var operations = new OperationCount { Products = checked(layer.weight.numel() * output.Pixels), Added = layer.bias is null ? 0 : output.Count };
        Add($"convolution {window[0]}×{window[1]}{(stride[0] == 1 ? "" : $", stride {stride[0]}")}", input, output, Parameters, operations);
        return output;
    }

    public MapShape AddPool(MapShape input)
    {
        var layer = (MaxPool2d)Module;
        var window = layer.kernel_size;
        var stride = layer.stride ?? window;
        var output = input.Windows(window, stride, layer.padding ?? [0, 0]);
        var operations = new OperationCount { Pooled = checked(output.Count * window[0] * window[1]) };
        Add($"max pool {window[0]}×{window[1]}, stride {stride[0]}", input, output, parameters: 0, operations);
        return output;
    }

    /// <summary>A batch norm, the ReLU after it where there is one, and the numbers that the layer before it took out by its pool.</summary>
    public void AddBatchNorm(MapShape map, bool rectified, long pooledAway = 0)
    {
        var operations = new OperationCount { Normalised = map.Count, Activated = rectified ? map.Count : 0, PooledBeforeNorm = pooledAway };
        Add(rectified ? "batch norm, ReLU" : "batch norm", map, map, Parameters, operations);
    }

    /// <summary>A linear layer over tokens [N, D], or over one vector [D] where their number is null, and the activation after it, in words.</summary>
    public void AddLinear(long? tokens, string? activation = null)
    {
        var layer = (Linear)Module;
        var output = checked((tokens ?? 1) * layer.out_features);
        var operations = new OperationCount
        {
            Products = checked(output * layer.in_features), Added = layer.bias is null ? 0 : output, Activated = activation is null ? 0 : output,
        };
        Add(activation is null ? "linear" : $"linear, {activation}", Shape(layer.in_features), Shape(layer.out_features), Parameters, operations);

        long[] Shape(long width) => tokens is { } count ? [count, width] : [width];
    }

    /// <summary>A layer norm over vectors [..., D].</summary>
    public void AddLayerNorm(params long[] shape) => Add("layer norm", shape, shape, Parameters, new OperationCount { Normalised = Count(shape) });

    private static long Count(long[] shape) => shape.Aggregate(1L, (count, side) => checked(count * side));

    private string PathOf(string name) => Path.Length == 0 || name.Length == 0 ? Path + name : $"{Path}.{name}";
}

/// <summary>The shape of an image or a feature map, without the batch.</summary>
internal readonly record struct MapShape(long Channels, ImageSize Size)
{
    public long Pixels => checked(Size.Height * Size.Width);

    public long Count => checked(Channels * Pixels);

    public static implicit operator long[](MapShape map) => [map.Channels, map.Size.Height, map.Size.Width];

    /// <summary>Every stride-th pixel of every stride-th row.</summary>
    public MapShape Every(long stride) => this with { Size = new ImageSize((Size.Height + stride - 1) / stride, (Size.Width + stride - 1) / stride) };

    /// <summary>The places of a window that moves over the map and its border.</summary>
    public MapShape Windows(long[] window, long[] stride, long[] border) =>
        this with { Size = new ImageSize(Side(Size.Height, window[0], stride[0], border[0]), Side(Size.Width, window[1], stride[1], border[1])) };

    private static long Side(long side, long window, long stride, long border)
    {
        if (side + 2 * border < window)
            throw new ArgumentException($"a map with a side of {side} is too small for a window of {window} with a border of {border}");
        return (side + 2 * border - window) / stride + 1;
    }
}
