using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Distilled DeiT under timm's and Hugging Face's names.</summary>
internal sealed class DeiTFamily : GoldenFamily
{
    public override string Name => "deit";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        using var run = new VisionTransformerCase(golden, comparison, VisionTransformerSettings.Of(golden) with { Distillation = true });
        run.CompareSteps();
        var (classLogits, distillationLogits) = run.Model.ForwardHeads(run.Images);
        run.EqualIfThere("logits_cls", classLogits);
        run.EqualIfThere("logits_dist", distillationLogits);
        run.CompareOutput(golden.Flag("distilled_training") ? stack([classLogits, distillationLogits]) : run.Steps.Output);
    }
}
