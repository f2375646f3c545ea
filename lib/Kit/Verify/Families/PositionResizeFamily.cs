using VisionAttention.Positions;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Position tables resized to another grid.</summary>
internal sealed class PositionResizeFamily : GoldenFamily
{
    public override string Name => "pos-embed";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var table = golden.ReadLeaf("input", dimensions: 3);
        var settings = golden.Settings;
        settings.Expect("dim", table.shape[^1]);
        var convention = settings.Word(
            "mode",
            ("bicubic", ResizeConvention.Bicubic), ("bicubic-antialias", ResizeConvention.BicubicAntialias), ("bicubic-scale-plus-0.1", ResizeConvention.BicubicScalePlusTenth),
            ("bilinear", ResizeConvention.Bilinear), ("bilinear-antialias", ResizeConvention.BilinearAntialias), ("bilinear-align-corners", ResizeConvention.BilinearAlignCorners));
        comparison.OutputAndBackward(
            EmbeddingResize.Apply(table, settings.OptionalWhole("prefix_tokens") ?? 0, settings.Grid("old_grid"), settings.Grid("new_grid"), convention));
        comparison.Gradient("input", table);
    }
}
