using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Attention;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Models;

/// <summary>A ResNet in which the stem and each of the four groups is convolution or attention.</summary>
/// <remarks>
/// Ramachandran et al. 2019, section 4.1. With convolutions everywhere it is the ResNet of He et al. 2016 with the stride on the 3×3
/// layer, under torchvision's names. A pooled vector of 8 · 64 · width · 4 channels goes to a linear classifier.
/// <see cref="FuseConvNorm"/> makes a finished network faster. A hook that keeps a norm's output must clone it: the ReLU behind it works in place.
/// </remarks>
public sealed class AttentionResNet : Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv1")] private readonly Module<Tensor, Tensor> _stem;
    [ComponentName(Name = "bn1")] private readonly Module<Tensor, Tensor> _stemNorm;
    [ComponentName(Name = "maxpool")] private readonly MaxPool2d? _stemPool;
    [ComponentName(Name = "layer1")] private readonly Sequential _group1;
    [ComponentName(Name = "layer2")] private readonly Sequential _group2;
    [ComponentName(Name = "layer3")] private readonly Sequential _group3;
    [ComponentName(Name = "layer4")] private readonly Sequential _group4;
    [ComponentName(Name = "fc")] private readonly Linear _classifier;

    /// <summary>A network with fresh weights.</summary>
    /// <param name="options">Depth, width, stem, groups.</param>
    /// <exception cref="ArgumentException">Settings that do not fit each other; the message names both numbers.</exception>
    public AttentionResNet(AttentionResNetOptions options)
        : base(nameof(AttentionResNet))
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        Options = options;
        _stem = Stem(options);
        _stemPool = StemPool(options);
        _stemNorm = ResidualLayers.Norm(_stem, options.InputChannels(0), options.BlockIn(0));
        _group1 = Group(options, 0);
        _group2 = Group(options, 1);
        _group3 = Group(options, 2);
        _group4 = Group(options, 3);
        _classifier = Linear(options.Expansion * options.Channels(3), options.Classes);
        RegisterComponents();
    }

    /// <summary>The settings the network was made with.</summary>
    public AttentionResNetOptions Options { get; }

    /// <summary>Parameter count.</summary>
    public long ParameterCount => parameters().Sum(parameter => parameter.numel());

    /// <summary>Classifies images.</summary>
    /// <param name="images">[B, inChannels, H, W]; with the attention stem H and W are multiples of its block.</param>
    /// <returns>Class logits [B, classes].</returns>
    /// <exception cref="ArgumentException">Images of another shape or element kind.</exception>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        return Classify(Features(images)).MoveToOuterDisposeScope();                                // [B, classes]
    }

    /// <summary>The map of the last group: what the classifier pools, and what a transformer can take as its patches.</summary>
    /// <param name="images">As in <see cref="forward"/>.</param>
    /// <returns>[B, 32·C, H/32, W/32] for bottlenecks behind a stem that shrinks 4 times; C is the first group's channels.</returns>
    /// <exception cref="ArgumentException">Images of another shape or element kind.</exception>
    public Tensor Features(Tensor images)
    {
        using var scope = NewDisposeScope();
        return ForwardFeatures(images)[^1].MoveToOuterDisposeScope();
    }

    /// <summary>The maps that the four groups make of images.</summary>
    /// <param name="images">As in <see cref="forward"/>.</param>
    /// <returns>[B, 4·C, H/4, W/4], [B, 8·C, H/8, W/8], [B, 16·C, H/16, W/16], [B, 32·C, H/32, W/32] for bottlenecks behind a stem that shrinks 4 times; odd sizes are rounded up.</returns>
    /// <exception cref="ArgumentException">Images of another shape or element kind.</exception>
    public IReadOnlyList<Tensor> ForwardFeatures(Tensor images)
    {
        CheckImages(images);
        using var scope = NewDisposeScope();
        var map = ResidualLayers.NormedStem(_stem, _stemNorm, images);
        if (_stemPool is not null)
            map = _stemPool.call(map);                                                              // [B, C, H/4, W/4]
        var first = _group1.call(map);                                                              // [B, 4·C, H/4, W/4]
        var second = _group2.call(first);                                                           // [B, 8·C, H/8, W/8]
        var third = _group3.call(second);                                                           // [B, 16·C, H/16, W/16]
        var fourth = _group4.call(third);                                                           // [B, 32·C, H/32, W/32]
        return
        [
            first.MoveToOuterDisposeScope(), second.MoveToOuterDisposeScope(),
            third.MoveToOuterDisposeScope(), fourth.MoveToOuterDisposeScope(),
        ];
    }

    /// <summary>Pools the map of the last group and classifies it.</summary>
    /// <param name="features">What <see cref="Features"/> returns: [B, 32·C, H/32, W/32].</param>
    /// <returns>Class logits [B, classes].</returns>
    /// <exception cref="ArgumentException">A map of another shape.</exception>
    public Tensor Classify(Tensor features)
    {
        ResidualLayers.CheckImages(features, _classifier.weight.shape[1]);
        using var scope = NewDisposeScope();
        var pooled = features.mean([2, 3]);                                                         // [B, 32·C]
        return _classifier.call(pooled).MoveToOuterDisposeScope();                                  // [B, classes]
    }

    // The layers of a network are also those of a hybrid Vision Transformer's front end.
    internal static Module<Tensor, Tensor> Stem(AttentionResNetOptions options)
    {
        var channels = options.InputChannels(0);
        return options.Stem switch
        {
            StemKind.Attention => new AttentionStem(options.InChannels, channels, options.AttentionStem),
            StemKind.SmallConvolution => Conv2d(options.InChannels, channels, kernel_size: 3, stride: 1, padding: 1, bias: options.HasFusedNorms),
            _ => Conv2d(options.InChannels, channels, kernel_size: 7, stride: 2, padding: 3, bias: options.HasFusedNorms),
        };
    }

    internal static MaxPool2d? StemPool(AttentionResNetOptions options)
    {
        if (!options.PoolsStem)
            return null;
        return options.Stem switch
        {
            StemKind.Attention => MaxPool2d(kernel_size: options.AttentionStem.Block),
            StemKind.SmallConvolution => null,
            _ => MaxPool2d(kernel_size: 3, stride: 2, padding: 1),
        };
    }

    internal static Sequential Group(AttentionResNetOptions options, int group)
    {
        var (channels, inChannels) = (options.Channels(group), options.InputChannels(group));
        var settings = options.BlockIn(group);
        var members = new List<Module<Tensor, Tensor>>();
        for (var block = 0; block < options.Blocks()[group]; block++)
        {
            var halves = group > 0 && block == 0;
            members.Add(options.Block == BlockKind.Basic
                ? new BasicBlock(inChannels, channels, halves, settings)
                : new Bottleneck(inChannels, channels, halves, settings));
            inChannels = options.Expansion * channels;
        }
        return Sequential(members);
    }

    private void CheckImages(Tensor images)
    {
        ResidualLayers.CheckImages(images, Options.InChannels);
        if (images.dtype != _classifier.weight.dtype)
            throw new ArgumentException($"images hold {images.dtype}, expected {_classifier.weight.dtype} as the network's weights: use images.to({_classifier.weight.dtype})");
    }
}
