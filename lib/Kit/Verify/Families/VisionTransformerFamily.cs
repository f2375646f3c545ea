using VisionAttention.Models;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>timm's VisionTransformer in its variants.</summary>
internal sealed class VisionTransformerFamily : GoldenFamily
{
    public override string Name => "vit";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var settings = golden.Settings;
        var plain = VisionTransformerSettings.From(golden);
        var pool = settings.Text("global_pool");
        settings.Require("global_pool", pool is "token" or "avg", "the library's model classifies by the class token or the mean of the patches");
        using var run = new VisionTransformerCase(golden, comparison, plain with
        {
            Pooling = pool == "avg" ? TokenPooling.Mean : TokenPooling.ClassToken,
            ClassToken = settings.Flag("class_token", otherwise: true),
            Registers = settings.OptionalWhole("reg_tokens") ?? 0,
            PositionsForPrefix = !settings.Flag("no_embed_class"),
            EmbeddingNorm = settings.Flag("pre_norm"),
            PatchBias = !settings.Flag("pre_norm"),
            NormAfterPooling = settings.Flag("fc_norm", otherwise: pool == "avg"),
            Block = plain.Block with
            {
                LayerScale = settings.OptionalNumber("init_values"),
                Attention = plain.Block.Attention with { QueryKeyNorm = settings.Flag("qk_norm") },
            },
        });
        run.CompareSteps();
        run.CompareOutput(run.Steps.Output);
    }
}
