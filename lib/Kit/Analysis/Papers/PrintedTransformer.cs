using VisionAttention.Models;

namespace VisionAttention.Kit.Analysis.Papers;

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
