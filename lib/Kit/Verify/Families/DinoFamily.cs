using System.Globalization;
using VisionAttention.Attention;
using VisionAttention.Positions;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>DINO's Vision Transformer: no classifier, the maps of its last attention layer.</summary>
internal sealed class DinoFamily : GoldenFamily
{
    public override string Name => "dino";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var options = VisionTransformerSettings.From(golden) with { PositionResize = ResizeConvention.BicubicScalePlusTenth };
        using var run = new VisionTransformerCase(golden, comparison, options);
        run.CompareSteps();
        var last = run.Attention[^1];
        comparison.Equal("attention.last", last);
        var grid = new GridSize(run.Images.shape[2] / options.PatchSize, run.Images.shape[3] / options.PatchSize);
        var maps = ClassAttention.Maps(last, grid, run.Model.PrefixTokens);
        comparison.Equal("cls_attention_maps", maps);
        // Named by the percentage of the attention that the mask keeps.
        foreach (var mask in golden.Arrays.Where(name => name.Length >= 9 && name.StartsWith("mass", StringComparison.Ordinal) && name.EndsWith("_mask", StringComparison.Ordinal)))
            comparison.Equal(mask, ClassAttention.KeepMass(maps, Percentage(mask) / 100.0).select(0, 0));
        for (var block = 0; block < run.Steps.Blocks.Count; block++)
            comparison.Equal($"intermediate.{block}", run.Model.Normalised(run.Steps.Blocks[block]));
        run.CompareOutput(run.Steps.Output);
    }

    private static int Percentage(string mask) => int.TryParse(mask[4..^5], NumberStyles.None, CultureInfo.InvariantCulture, out var percentage) && percentage <= 100
        ? percentage
        : throw new InvalidDataException($"{mask} is no mask's name: between mass and _mask stands a whole number from 0 to 100");
}
