using static TorchSharp.torch.nn;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>The losses that the tensor library itself has.</summary>
internal sealed class LossFamily : GoldenFamily
{
    public override string Name => "losses";

    public override string? Unsupported(GoldenCase golden)
    {
        return golden.Name.StartsWith("cross-entropy-smoothing", StringComparison.Ordinal) || golden.Name.StartsWith("binary", StringComparison.Ordinal)
            ? null
            : "this loss is not in the library yet";
    }

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var logits = golden.ReadLeaf("input");
        var target = golden.Read("target");
        if (golden.Name.StartsWith("binary", StringComparison.Ordinal))
        {
            comparison.OutputAndBackward(functional.binary_cross_entropy_with_logits(logits, target));
        }
        else
        {
            var smoothing = golden.Number("smoothing");
            if (golden.Has("per_sample"))
                comparison.Equal("per_sample", functional.cross_entropy(logits, target, reduction: Reduction.None, label_smoothing: smoothing));
            comparison.OutputAndBackward(functional.cross_entropy(logits, target, label_smoothing: smoothing));
        }
        comparison.Gradient("input", logits);
    }
}
