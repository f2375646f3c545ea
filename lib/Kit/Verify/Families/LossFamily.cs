using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>The losses, with the gradients of every head.</summary>
internal sealed class LossFamily : GoldenFamily
{
    private const string SecondHead = "input_dist";

    public override string Name => "losses";

    public override bool IsInput(string name)
    {
        return name is SecondHead or "teacher" || base.IsInput(name);
    }

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var logits = golden.ReadLeaf("input");
        var target = golden.Read("target");
        if (golden.Name.StartsWith("deit-distillation-", StringComparison.Ordinal))
        {
            RunDistillation(golden, comparison, logits, target);
            return;
        }
        if (golden.Has("per_sample"))
            comparison.Equal("per_sample", Losses.CrossEntropyOfEach(logits, target, golden.Number("smoothing")));
        comparison.OutputAndBackward(golden.Name switch
        {
            "binary-cross-entropy-logits" => Losses.BinaryCrossEntropy(logits, target),
            "cross-entropy-soft-target" => Losses.SoftTargetCrossEntropy(logits, target),
            _ => Losses.CrossEntropy(logits, target, golden.Number("smoothing")),
        });
        comparison.Gradient("input", logits);
    }

    private static void RunDistillation(GoldenCase golden, Comparison comparison, Tensor classLogits, Tensor labels)
    {
        var distillationLogits = golden.ReadLeaf(SecondHead);
        var teacher = golden.Read("teacher");
        var alpha = golden.Number("alpha");
        var smoothing = golden.Number("base_label_smoothing");
        comparison.OutputAndBackward(golden.Name == "deit-distillation-hard"
            ? Losses.HardDistillation(classLogits, distillationLogits, labels, teacher, alpha, smoothing)
            : Losses.SoftDistillation(classLogits, distillationLogits, labels, teacher, alpha, temperature: golden.Number("tau"), labelSmoothing: smoothing));
        comparison.Gradient("input", classLogits);
        comparison.Gradient(SecondHead, distillationLogits);
    }
}
