using VisionAttention.Attention;
using VisionAttention.Positions;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>DINO's Vision Transformer: no classifier, the maps of its last attention layer.</summary>
internal sealed class DinoFamily : GoldenFamily
{
    public override string Name => "dino";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var options = VisionTransformerSettings.Of(golden) with { Classes = 0, PositionResize = ResizeConvention.BicubicScalePlusTenth };
        using var run = new VisionTransformerCase(golden, comparison, options);
        run.CompareSteps();
        var last = run.Attention[^1];
        comparison.Equal("attention.last", last);
        var grid = new GridSize(run.Images.shape[2] / options.PatchSize, run.Images.shape[3] / options.PatchSize);
        var maps = ClassAttention.Maps(last, grid, run.Model.PrefixTokens);
        comparison.Equal("cls_attention_maps", maps);
        comparison.Equal("mass60_mask", ClassAttention.KeepMass(maps, 0.6).select(0, 0));
        for (var block = 0; block < run.Steps.Blocks.Count; block++)
            comparison.Equal($"intermediate.{block}", run.Model.Normalised(run.Steps.Blocks[block]));
        run.CompareOutput(run.Steps.Output);
    }
}
