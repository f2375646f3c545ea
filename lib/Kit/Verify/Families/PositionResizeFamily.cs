using VisionAttention.Positions;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Position tables resized to another grid.</summary>
internal sealed class PositionResizeFamily : GoldenFamily
{
    public override string Name => "pos-embed";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var table = golden.ReadLeaf("input");
        var convention = golden.Text("mode") switch
        {
            "bicubic" => ResizeConvention.Bicubic,
            "bicubic-antialias" => ResizeConvention.BicubicAntialias,
            "bicubic-scale-plus-0.1" => ResizeConvention.BicubicScalePlusTenth,
            "bilinear" => ResizeConvention.Bilinear,
            "bilinear-antialias" => ResizeConvention.BilinearAntialias,
            "bilinear-align-corners" => ResizeConvention.BilinearAlignCorners,
            var other => throw new ArgumentException($"no resize convention is known for {other}"),
        };
        comparison.OutputAndBackward(
            EmbeddingResize.Apply(table, golden.Whole("prefix_tokens"), Grid(golden, "old_grid"), Grid(golden, "new_grid"), convention));
        comparison.Gradient("input", table);
    }

    private static GridSize Grid(GoldenCase golden, string setting)
    {
        var sides = golden.Config.GetProperty(setting);
        return new GridSize(sides[0].GetInt64(), sides[1].GetInt64());
    }
}
