using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Distilled DeiT under timm's and Hugging Face's names.</summary>
internal sealed class DeiTFamily : GoldenFamily
{
    public override string Name => "deit";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var settings = golden.Settings;
        using var run = new VisionTransformerCase(golden, comparison, VisionTransformerSettings.From(golden) with { Distillation = settings.Flag("distilled") });
        run.CompareSteps();
        var trains = settings.Flag("distilled_training");
        if (!run.Model.Options.Distillation)
        {
            run.CompareOutput(run.Steps.Output);
            return;
        }
        var (classLogits, distillationLogits) = run.Model.ForwardHeads(run.Images);
        run.EqualIfThere("logits_cls", classLogits);
        run.EqualIfThere("logits_dist", distillationLogits);
        run.CompareOutput(trains ? stack([classLogits, distillationLogits]) : run.Steps.Output);
    }
}
