using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Models;

/// <summary>A ResNet's stem and first groups: the front end of a hybrid Vision Transformer.</summary>
/// <remarks>Dosovitskiy et al. 2021, section 3.1 (hybrid architecture). Names are those of <see cref="AttentionResNet"/>.</remarks>
internal sealed class ResNetBackbone : Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv1")] private readonly Module<Tensor, Tensor> _stem;
    [ComponentName(Name = "bn1")] private readonly Module<Tensor, Tensor> _stemNorm;
    [ComponentName(Name = "maxpool")] private readonly MaxPool2d? _stemPool;
    [ComponentName(Name = "layer1")] private readonly Sequential _group1;
    [ComponentName(Name = "layer2")] private readonly Sequential? _group2;
    [ComponentName(Name = "layer3")] private readonly Sequential? _group3;
    [ComponentName(Name = "layer4")] private readonly Sequential? _group4;

    /// <summary>A front end with fresh weights.</summary>
    /// <exception cref="ArgumentException">Settings that do not fit each other.</exception>
    public ResNetBackbone(BackboneOptions options, long inChannels)
        : base(nameof(ResNetBackbone))
    {
        Check(options);
        var network = options.Network with { InChannels = (int)inChannels };
        network.Check();
        _stem = AttentionResNet.Stem(network);
        _stemNorm = ResidualLayers.Norm(_stem, network.InputChannels(0), network.BlockIn(0));
        _stemPool = AttentionResNet.StemPool(network);
        _group1 = AttentionResNet.Group(network, 0);
        _group2 = options.Groups > 1 ? AttentionResNet.Group(network, 1) : null;
        _group3 = options.Groups > 2 ? AttentionResNet.Group(network, 2) : null;
        _group4 = options.Groups > 3 ? AttentionResNet.Group(network, 3) : null;
        OutChannels = network.Expansion * network.Channels(options.Groups - 1);
        RegisterComponents();
    }

    /// <summary>Channels of the map.</summary>
    public long OutChannels { get; }

    /// <summary>The size of the map that is made of an image.</summary>
    public static ImageSize MapSize(BackboneOptions options, ImageSize image)
    {
        Check(options);
        return new ImageSize(MapSide(options, image.Height), MapSide(options, image.Width));
    }

    /// <param name="images">[B, inChannels, H, W]</param>
    /// <returns>[B, OutChannels, H / 16, W / 16] for three groups behind the usual stem.</returns>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        var map = ResidualLayers.NormedStem(_stem, _stemNorm, images);
        if (_stemPool is not null)
            map = _stemPool.call(map);
        map = _group1.call(map);
        foreach (var group in new[] { _group2, _group3, _group4 })
            map = group is null ? map : group.call(map);
        return map.MoveToOuterDisposeScope();
    }

    private static long MapSide(BackboneOptions options, long side)
    {
        var network = options.Network;
        if (network.Stem == StemKind.Attention)
        {
            side = network.PoolsStem ? side / network.AttentionStem.Block : side;
        }
        else if (network.Stem == StemKind.Convolution)
        {
            side = (side + 1) / 2;
            side = network.PoolsStem ? (side + 1) / 2 : side;
        }
        for (var group = 1; group < options.Groups; group++)
            side = (side + 1) / 2;
        return side;
    }

    private static void Check(BackboneOptions options)
    {
        if (options.Groups is < 1 or > AttentionResNetOptions.GroupCount)
            throw new ArgumentException($"the backbone has {options.Groups} groups, expected 1 to {AttentionResNetOptions.GroupCount}");
    }
}

/// <summary>The front end of a hybrid Vision Transformer: a ResNet without its classifier.</summary>
/// <remarks>Dosovitskiy et al. 2021, section 3.1 (hybrid architecture): patches are cut from a feature map; they may be single places.</remarks>
public sealed record BackboneOptions
{
    /// <summary>The network; its classes are not used.</summary>
    public AttentionResNetOptions Network { get; init; } = AttentionResNetOptions.Convolutional(50);

    /// <summary>How many of its four groups there are: 3 gives a map of 1/16 of the image's side, 4 one of 1/32.</summary>
    public int Groups { get; init; } = 3;
}
