using VisionAttention.Models;
using VisionAttention.Positions;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>lucidrains' ViT in its generations, and SimpleViT.</summary>
internal sealed class LucidrainsFamily : GoldenFamily
{
    public override string Name => "vit-lucidrains";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var plain = VisionTransformerSettings.Of(golden);
        var variant = golden.Text("variant");
        var options = plain with
        {
            PatchNorm = variant != "0.x",
            NormAfterPooling = variant == "0.x",
            Block = plain.Block with { Attention = plain.Block.Attention with { HeadDim = golden.Whole("dim_head"), Bias = false } },
        };
        if (variant == "simple")
            options = options.AsSimple();
        else if (golden.Text("pool") == "mean")
            options = options with { ClassToken = variant != "current", Pooling = TokenPooling.MeanOfAll };
        using var run = new VisionTransformerCase(golden, comparison, options);
        run.CompareSteps();
        if (golden.Has("pos_embedding"))
            comparison.Equal("pos_embedding", SinusoidalEmbedding.GridTable(run.Model.Grid, options.EmbedDim, GridTableConvention.Lucidrains));
        run.CompareOutput(run.Steps.Output);
    }
}
