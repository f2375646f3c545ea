using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>The losses, with the gradients of every head.</summary>
internal sealed class LossFamily : GoldenFamily
{
    private const string SecondHead = "input_dist";

    public override string Name => "losses";

    public override bool IsInput(string name) => name is SecondHead or "teacher" || base.IsInput(name);

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var settings = golden.Settings;
        var logits = golden.ReadLeaf("input", dimensions: 2);
        var target = golden.Read("target");
        golden.Shape("target", dimensions: target.is_floating_point() ? 2 : 1);
        settings.Expect("batch", logits.shape[0]);
        settings.Expect("classes", logits.shape[1]);
        settings.Require("reduction", settings.Text("reduction") is "" or "mean", "the library's losses are averages");
        if (golden.Has("teacher"))
        {
            RunDistillation(golden, comparison, logits, target);
            return;
        }
        // That a row of shares is meant as yes or no for each class, the name alone says.
        if (target.is_floating_point() && golden.Name.Split('-').Contains("binary"))
        {
            comparison.OutputAndBackward(Losses.BinaryCrossEntropy(logits, target));
        }
        else
        {
            var smoothing = settings.OptionalNumber("smoothing") ?? 0;
            var (labels, shares) = target.is_floating_point() ? (target.argmax(1), target) : (target, null);
            if (golden.Has("per_sample"))
                comparison.Equal("per_sample", Losses.CrossEntropyOfEach(logits, labels, smoothing));
            comparison.OutputAndBackward(Losses.OfBatch(logits, labels, shares, smoothing));
        }
        comparison.Gradient("input", logits);
    }

    private static void RunDistillation(GoldenCase golden, Comparison comparison, Tensor classLogits, Tensor labels)
    {
        var settings = golden.Settings;
        var distillationLogits = golden.ReadLeaf(SecondHead, dimensions: 2);
        var teacher = golden.Read("teacher", dimensions: 2);
        var alpha = settings.Number("alpha");
        var smoothing = settings.OptionalNumber("base_label_smoothing") ?? 0;
        Tensor loss;
        // Which of the two it is, the name alone says.
        switch (golden.Name.Split('-')[^1])
        {
            case "hard":
                settings.Remark("tau");
                loss = Losses.HardDistillation(classLogits, distillationLogits, labels, teacher, alpha, smoothing);
                break;
            case "soft":
                loss = Losses.SoftDistillation(classLogits, distillationLogits, labels, teacher, alpha, settings.Number("tau"), smoothing);
                break;
            case var other:
                throw new UnsupportedCaseException($"the library has no distillation called {other}");
        }
        comparison.OutputAndBackward(loss);
        comparison.Gradient("input", classLogits);
        comparison.Gradient(SecondHead, distillationLogits);
    }
}
