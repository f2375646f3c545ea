using System.Text.Json;
using VisionAttention.Models;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>timm's VisionTransformer in its variants.</summary>
internal sealed class VisionTransformerFamily : GoldenFamily
{
    public override string Name => "vit";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var plain = VisionTransformerSettings.Of(golden);
        var averages = golden.Text("global_pool") == "avg";
        using var run = new VisionTransformerCase(golden, comparison, plain with
        {
            Pooling = averages ? TokenPooling.Mean : TokenPooling.ClassToken,
            ClassToken = golden.Flag("class_token"),
            Registers = golden.Whole("reg_tokens"),
            PositionsForPrefix = !golden.Flag("no_embed_class"),
            EmbeddingNorm = golden.Flag("pre_norm"),
            PatchBias = !golden.Flag("pre_norm"),
            NormAfterPooling = averages && !(golden.Config.TryGetProperty("fc_norm", out _) && !golden.Flag("fc_norm")),
            Block = plain.Block with
            {
                LayerScale = golden.Config.GetProperty("init_values") is { ValueKind: JsonValueKind.Number } start ? start.GetDouble() : null,
                Attention = plain.Block.Attention with { QueryKeyNorm = golden.Flag("qk_norm") },
            },
        });
        run.CompareSteps();
        run.CompareOutput(run.Steps.Output);
    }
}
