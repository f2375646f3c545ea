using VisionAttention.Models;
using VisionAttention.Positions;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>lucidrains' ViT in its generations, and SimpleViT.</summary>
internal sealed class LucidrainsFamily : GoldenFamily
{
    public override string Name => "vit-lucidrains";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var settings = golden.Settings;
        var plain = VisionTransformerSettings.From(golden);
        var isBefore1 = settings.Word("variant", ("0.x", true), ("1.14", false), ("current", false), ("simple", false));
        var isMean = settings.Word("pool", ("mean", true), ("cls", false));
        var options = plain with
        {
            PatchNorm = !isBefore1,
            NormAfterPooling = isBefore1,
            Block = plain.Block with { Attention = plain.Block.Attention with { HeadDim = settings.Whole("dim_head"), Bias = false } },
        };
        if (settings.Text("variant") == "simple")
        {
            settings.Require("pool", isMean, "SimpleViT takes the mean of the patches");
            options = options.AsSimple();
            options = options with { Block = options.Block with { NormEpsilon = plain.Block.NormEpsilon } };
        }
        else if (isMean)
        {
            options = options with { ClassToken = settings.Text("variant") != "current", Pooling = TokenPooling.MeanOfAll };
        }
        using var run = new VisionTransformerCase(golden, comparison, options);
        run.CompareSteps();
        if (golden.Has("pos_embedding"))
            comparison.Equal("pos_embedding", SinusoidalEmbedding.GridTable(run.Model.Grid, options.EmbedDim, GridTableConvention.Lucidrains));
        run.CompareOutput(run.Steps.Output);
    }
}
