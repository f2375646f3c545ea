using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Training;

/// <summary>A linear classifier on features that do not change, found in closed form: what a frozen network knows already.</summary>
/// <remarks>
/// Least squares with a penalty: Σ‖Wx + b − y‖² + λ‖W‖² over the features x, where y is 1 for the label's class and −1 for the others, has one
/// minimum: W = (XᵀX + λI)⁻¹XᵀY of features and targets less their means, b = ȳ − Wx̄. Dosovitskiy et al. 2021, section 4.1, "Metrics",
/// measure few-shot accuracy this way, to recover the exact solution at low cost. Computed in float64; N·D² + D³/3 multiply-adds.
/// </remarks>
public sealed class LinearProbe : IDisposable
{
    private const int Folds = 5;

    private LinearProbe(Tensor weight, Tensor bias, double penalty) => (Weight, Bias, Penalty) = (weight, bias, penalty);

    /// <summary>[classes, D], in the element type of the features.</summary>
    public Tensor Weight { get; }

    /// <summary>[classes]</summary>
    public Tensor Bias { get; }

    /// <summary>λ, as it was given or chosen.</summary>
    public double Penalty { get; }

    /// <summary>Finds the classifier.</summary>
    /// <param name="features">[N, D], floats.</param>
    /// <param name="labels">[N], int64, from 0 to classes − 1.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="penalty">λ, above 0: with fewer examples than features there is no one minimum without it.</param>
    /// <exception cref="ArgumentException">Shapes, labels or a penalty that do not fit; the message names them.</exception>
    public static LinearProbe Fit(Tensor features, Tensor labels, int classes, double penalty = 1)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        Require.AboveZero(classes, nameof(classes));
        Require.That(penalty > 0 && double.IsFinite(penalty), $"penalty {penalty} is not above 0");
        if (features.ndim != 2 || !features.is_floating_point() || labels.ndim != 1 || labels.dtype != ScalarType.Int64 || labels.shape[0] != features.shape[0] || labels.shape[0] == 0)
            throw new ArgumentException($"features are {features.dtype} {Shapes.Text(features)} and labels {labels.dtype} {Shapes.Text(labels)}, expected floats [N, D] and Int64 [N], N above 0");
        using var scope = NewDisposeScope();
        using var gradOff = no_grad();
        var (least, most) = (labels.min().item<long>(), labels.max().item<long>());
        Require.That(least >= 0 && most < classes, $"labels are from {least} to {most}, expected 0 to {classes - 1}");
        var targets = 2 * nn.functional.one_hot(labels, classes).to(float64) - 1;                   // [N, classes]
        var (x, y) = (features.to(float64), targets);
        var (meanX, meanY) = (x.mean([0]), y.mean([0]));
        (x, y) = (x - meanX, y - meanY);
        var ridge = x.t().matmul(x) + penalty * eye(x.shape[1], dtype: float64, device: x.device);  // [D, D]
        var weight = linalg.solve(ridge, x.t().matmul(y)).t();                                      // [classes, D]
        var bias = meanY - weight.matmul(meanX);
        return new LinearProbe(weight.to(features.dtype).contiguous().DetachFromDisposeScope(), bias.to(features.dtype).DetachFromDisposeScope(), penalty);
    }

    /// <summary>Finds the classifier with the penalty that errs least on examples that are held out: each fifth of them in turn.</summary>
    /// <param name="features">[N, D], floats; N at least 2.</param>
    /// <param name="labels">[N], int64, from 0 to classes − 1.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="penalties">What to try; null for 100, 10, 1 and 0.1. Of equals the one whose outputs lie closest to the targets is taken.</param>
    /// <exception cref="ArgumentException">As for <see cref="Fit"/>.</exception>
    public static LinearProbe FitTuned(Tensor features, Tensor labels, int classes, IReadOnlyList<double>? penalties = null)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        Require.That(features.ndim == 2 && features.shape[0] >= 2, $"features are {Shapes.Text(features)}, expected [N, D] with N at least 2, to hold some out");
        var best = (penalties ?? [100, 10, 1, 0.1]).MinBy(penalty => HeldOut(features, labels, classes, penalty));
        return Fit(features, labels, classes, best);
    }

    // Errors on held-out examples, and how far the outputs lie from the targets.
    private static (long Wrong, double Missed) HeldOut(Tensor features, Tensor labels, int classes, double penalty)
    {
        using var scope = NewDisposeScope();
        var (wrong, missed) = (0L, 0.0);
        var fold = arange(features.shape[0], device: features.device).remainder(Folds);
        for (var held = 0; held < Math.Min(Folds, features.shape[0]); held++)
        {
            var (learned, heldOut) = (fold.ne(held).nonzero().squeeze(1), fold.eq(held).nonzero().squeeze(1));
            using var probe = Fit(features.index_select(0, learned), labels.index_select(0, learned), classes, penalty);
            var (outputs, truth) = (probe.Classify(features.index_select(0, heldOut)), labels.index_select(0, heldOut));
            wrong += outputs.argmax(1).ne(truth).sum().item<long>();
            missed += (outputs - (2 * nn.functional.one_hot(truth, classes) - 1)).pow(2).sum().to(float64).item<double>();
        }
        return (wrong, missed);
    }

    /// <summary>Classifies.</summary>
    /// <param name="features">[B, D], of the type that it was found with.</param>
    /// <returns>[B, classes]: the largest is the answer; they are no logits of a softmax.</returns>
    /// <exception cref="ArgumentException">Another width or type.</exception>
    public Tensor Classify(Tensor features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.ndim != 2 || features.shape[1] != Weight.shape[1] || features.dtype != Weight.dtype)
            throw new ArgumentException($"features are {features.dtype} {Shapes.Text(features)}, expected {Weight.dtype} [B, {Weight.shape[1]}], as the classifier was found with");
        return nn.functional.linear(features, Weight, Bias);
    }

    /// <summary>Share of features whose largest output is the label's, in percent.</summary>
    /// <param name="features">[N, D]</param>
    /// <param name="labels">[N], int64.</param>
    public double Accuracy(Tensor features, Tensor labels)
    {
        using var scope = NewDisposeScope();
        return TensorTrainer.Share(Classify(features), labels);
    }

    /// <summary>Releases the numbers.</summary>
    public void Dispose()
    {
        Weight.Dispose();
        Bias.Dispose();
    }
}
