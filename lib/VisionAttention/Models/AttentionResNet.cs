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
/// </remarks>
public sealed class AttentionResNet : Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv1")] private readonly Module<Tensor, Tensor> _stem;
    [ComponentName(Name = "bn1")] private readonly BatchNorm2d _stemNorm;
    [ComponentName(Name = "maxpool")] private readonly MaxPool2d _stemPool;
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
        var blocks = options.Blocks();
        if (options.Groups.Count != blocks.Count)
            throw new ArgumentException($"groups has {options.Groups.Count} entries, expected {blocks.Count}: one spatial operator for each group");
        if (options.Channels(0) < 1)
            throw new ArgumentException($"width {options.Width} leaves {options.Channels(0)} channels in the first group, at least 1 is needed");
        Options = options;
        var channels = options.Channels(0);
        if (options.Stem == StemKind.Attention)
        {
            _stem = new AttentionStem(options.InChannels, channels, options.AttentionStem);
            _stemPool = MaxPool2d(kernel_size: options.AttentionStem.Block);
        }
        else
        {
            _stem = Conv2d(options.InChannels, channels, kernel_size: 7, stride: 2, padding: 3, bias: false);
            _stemPool = MaxPool2d(kernel_size: 3, stride: 2, padding: 1);
        }
        _stemNorm = BatchNorm2d(channels);
        _group1 = Group(0, blocks[0]);
        _group2 = Group(1, blocks[1]);
        _group3 = Group(2, blocks[2]);
        _group4 = Group(3, blocks[3]);
        _classifier = Linear(Bottleneck.Expansion * options.Channels(3), options.Classes);
        RegisterComponents();
    }

    /// <summary>The settings the network was made with.</summary>
    public AttentionResNetOptions Options { get; }

    /// <summary>Number of trainable numbers.</summary>
    public long ParameterCount => parameters().Sum(parameter => parameter.numel());

    /// <summary>Classifies images.</summary>
    /// <param name="images">[B, inChannels, H, W]; with the attention stem H and W are multiples of its block.</param>
    /// <returns>Class logits [B, classes].</returns>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        var map = _stemNorm.call(_stem.call(images));
        if (Options.Stem == StemKind.Convolution)
            map = functional.relu(map);
        map = _stemPool.call(map);                                                                  // [B, C, H/4, W/4]
        map = _group1.call(map);                                                                    // [B, 4·C, H/4, W/4]
        map = _group2.call(map);                                                                    // [B, 8·C, H/8, W/8]
        map = _group3.call(map);                                                                    // [B, 16·C, H/16, W/16]
        map = _group4.call(map);                                                                    // [B, 32·C, H/32, W/32]
        var pooled = map.mean([2, 3]);                                                              // [B, 32·C]
        return _classifier.call(pooled).MoveToOuterDisposeScope();                                  // [B, classes]
    }

    private Sequential Group(int group, int blocks)
    {
        var channels = Options.Channels(group);
        var inChannels = group == 0 ? channels : Bottleneck.Expansion * Options.Channels(group - 1);
        var members = new List<Module<Tensor, Tensor>>();
        for (var block = 0; block < blocks; block++)
        {
            var halves = group > 0 && block == 0;
            members.Add(new Bottleneck(inChannels, channels, halves, Options.Groups[group], Options.Attention));
            inChannels = Bottleneck.Expansion * channels;
        }
        return Sequential(members);
    }
}
