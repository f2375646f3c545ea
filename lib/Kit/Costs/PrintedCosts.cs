using VisionAttention.Attention;
using VisionAttention.Models;

namespace VisionAttention.Kit.Costs;

/// <summary>The costs that Ramachandran et al. 2019 (arXiv 1906.05909) print in Tables 1, 3, 4, 5, 6 and 7: ImageNet, 224×224, 1000 classes.</summary>
/// <remarks>Table 2 is detection and its networks are not in this library. All but Table 1 are about ResNet-50.</remarks>
internal static class PrintedNetworks
{
    /// <summary>The mixtures m of the attention stem. The paper does not print m; 7 or 8 agree with its FLOPs.</summary>
    public const int Mixtures = 8;

    private static readonly AttentionResNetOptions ConvolutionStem = AttentionResNetOptions.ConvolutionStem(50);

    /// <summary>Table 6 with q·r alone: the one figure whose count is fitted without an explanation.</summary>
    public static PrintedNetwork PositionOnly { get; } = new(6, "q.r", 6.1m, 16.7m, WithPosition(PositionKind.RelativeOnly));

    /// <summary>Every printed network.</summary>
    public static IReadOnlyList<PrintedNetwork> All { get; } =
    [
        new(1, "ResNet-26 baseline", 4.7m, 13.7m, AttentionResNetOptions.Convolutional(26)),
        new(1, "ResNet-26 conv-stem + attention", 4.5m, 10.3m, AttentionResNetOptions.ConvolutionStem(26)),
        new(1, "ResNet-26 full attention", 4.7m, 10.3m, FullAttention(26)),
        new(1, "ResNet-38 baseline", 6.5m, 19.6m, AttentionResNetOptions.Convolutional(38)),
        new(1, "ResNet-38 conv-stem + attention", 5.7m, 14.1m, AttentionResNetOptions.ConvolutionStem(38)),
        new(1, "ResNet-38 full attention", 6.0m, 14.1m, FullAttention(38)),
        new(1, "ResNet-50 baseline", 8.2m, 25.6m, AttentionResNetOptions.Convolutional(50)),
        new(1, "ResNet-50 conv-stem + attention", 7.0m, 18.0m, ConvolutionStem),
        new(1, "ResNet-50 full attention", 7.2m, 18.0m, FullAttention(50)),
        new(3, "conv groups -, attention 1 2 3 4", 7.0m, 18.0m, AttentionResNetOptions.Mixed(50, 1, 2, 3, 4)),
        new(3, "conv groups 1, attention 2 3 4", 7.3m, 18.1m, AttentionResNetOptions.Mixed(50, 2, 3, 4)),
        new(3, "conv groups 1 2, attention 3 4", 7.5m, 18.5m, AttentionResNetOptions.Mixed(50, 3, 4)),
        new(3, "conv groups 1 2 3, attention 4", 8.0m, 20.8m, AttentionResNetOptions.Mixed(50, 4)),
        new(3, "conv groups 1 2 3 4, attention -", 8.2m, 25.6m, AttentionResNetOptions.Mixed(50)),
        new(3, "conv groups 2 3 4, attention 1", 7.9m, 25.5m, AttentionResNetOptions.Mixed(50, 1)),
        new(3, "conv groups 3 4, attention 1 2", 7.8m, 25.0m, AttentionResNetOptions.Mixed(50, 1, 2)),
        new(3, "conv groups 4, attention 1 2 3", 7.2m, 22.7m, AttentionResNetOptions.Mixed(50, 1, 2, 3)),
        new(4, "k = 3", 6.6m, null, WithWindow(3)),
        new(4, "k = 5", 6.7m, null, WithWindow(5)),
        new(4, "k = 7", 7.0m, null, WithWindow(7)),
        new(4, "k = 9", 7.3m, null, WithWindow(9)),
        new(4, "k = 11", 7.7m, null, WithWindow(11)),
        new(5, "no positions", 6.9m, 18.0m, WithPosition(PositionKind.None)),
        new(5, "absolute positions", 6.9m, 18.0m, WithPosition(PositionKind.Absolute)),
        new(5, "relative positions", 7.0m, 18.0m, WithPosition(PositionKind.Relative)),
        PositionOnly,
        new(6, "q.k + q.r", 7.0m, 18.0m, WithPosition(PositionKind.Relative)),
        new(7, "stand-alone attention stem", 7.1m, null, WithStem(StemValues.Plain)),
        new(7, "stem, convolution for values", 7.4m, null, WithStem(StemValues.SpatialConvolution)),
        new(7, "stem, spatially aware values", 7.2m, null, WithStem(StemValues.SpatiallyAware)),
    ];

    private static AttentionResNetOptions FullAttention(int depth) =>
        AttentionResNetOptions.FullAttention(depth) with { AttentionStem = new AttentionStemOptions { Mixtures = Mixtures } };

    private static AttentionResNetOptions WithStem(StemValues values) =>
        AttentionResNetOptions.FullAttention(50) with { AttentionStem = new AttentionStemOptions { Mixtures = Mixtures, Values = values } };

    private static AttentionResNetOptions WithWindow(int side) =>
        ConvolutionStem with { Attention = new LocalSelfAttentionOptions { KernelSize = side } };

    private static AttentionResNetOptions WithPosition(PositionKind position) =>
        ConvolutionStem with { Attention = new LocalSelfAttentionOptions { Position = position } };
}

/// <summary>A network whose costs the stand-alone attention paper prints.</summary>
/// <param name="Table">The table's number.</param>
/// <param name="Row">The row, in the paper's words.</param>
/// <param name="Flops">Billions, one digit after the point.</param>
/// <param name="Parameters">Millions, one digit after the point; null where the table has none.</param>
/// <param name="Options">The network.</param>
internal sealed record PrintedNetwork(int Table, string Row, decimal Flops, decimal? Parameters, AttentionResNetOptions Options);

/// <summary>A Vision Transformer whose parameters are published.</summary>
/// <param name="Name">The model's name in the paper.</param>
/// <param name="Printed">What the paper prints, in millions; null where it prints nothing.</param>
/// <param name="Source">Where it is printed.</param>
/// <param name="Parameters">The exact number with 1000 classes, as formula and published implementations have it.</param>
/// <param name="Options">The model.</param>
internal sealed record PrintedTransformer(string Name, int? Printed, string Source, long Parameters, VisionTransformerOptions Options)
{
    /// <summary>Dosovitskiy et al. 2021 (arXiv 2010.11929), Table 1; Touvron et al. 2020 (arXiv 2012.12877), Table 1 and section 4.</summary>
    public static IReadOnlyList<PrintedTransformer> All { get; } =
    [
        new("ViT-Ti/16", 5, "DeiT, Table 1", 5_717_416, VisionTransformerOptions.Tiny()),
        new("ViT-S/16", 22, "DeiT, Table 1", 22_050_664, VisionTransformerOptions.Small()),
        new("ViT-B/16", 86, "ViT, Table 1", 86_567_656, VisionTransformerOptions.Base()),
        new("ViT-B/32", 86, "ViT, Table 1", 88_224_232, VisionTransformerOptions.Base(32)),
        new("ViT-L/16", 307, "ViT, Table 1", 304_326_632, VisionTransformerOptions.Large()),
        new("ViT-L/32", 307, "ViT, Table 1", 306_535_400, VisionTransformerOptions.Large(32)),
        new("ViT-H/14", 632, "ViT, Table 1", 632_045_800, VisionTransformerOptions.Huge()),
        new("DeiT-Ti distilled", null, "not printed", 5_910_800, VisionTransformerOptions.Tiny() with { Distillation = true }),
        new("DeiT-S distilled", null, "not printed", 22_436_432, VisionTransformerOptions.Small() with { Distillation = true }),
        new("DeiT-B distilled", null, "not printed", 87_338_192, VisionTransformerOptions.Base() with { Distillation = true }),
    ];
}
