using static TorchSharp.torch;

namespace VisionAttention.Training;

/// <summary>Targets that give every class a share, as mixing needs them.</summary>
public static class Targets
{
    /// <summary>Class labels as rows of shares.</summary>
    /// <param name="labels">[B], int64, from 0 to classes − 1.</param>
    /// <param name="classes">Number of classes, above 0.</param>
    /// <param name="smoothing">Share s that is spread over all classes, from 0 to below 1.</param>
    /// <param name="dtype">Element type of the result, floats; null for float32.</param>
    /// <returns>[B, classes], on the device of the labels; each row sums to 1.</returns>
    /// <exception cref="ArgumentException">Labels of another shape or type, a label, a count or a smoothing out of range.</exception>
    /// <remarks>s / classes for every other class and 1 − s + s / classes for the true one, so that
    /// <see cref="Losses.SoftTargetCrossEntropy"/> equals <see cref="Losses.CrossEntropy"/> with the same smoothing.</remarks>
    public static Tensor OneHot(Tensor labels, long classes, double smoothing = 0, ScalarType? dtype = null)
    {
        if (classes < 1)
            throw new ArgumentException($"classes {classes} is not above 0");
        LossRules.Smoothing(smoothing, nameof(smoothing));
        var type = dtype ?? ScalarType.Float32;
        if (!is_floating_point(type))
            throw new ArgumentException($"dtype {type} is no floating-point type");
        LossRules.Labels(labels, classes);
        var off = smoothing / classes;
        using var scope = NewDisposeScope();
        var isTrueClass = labels.unsqueeze(1).eq(arange(classes, dtype: ScalarType.Int64, device: labels.device)); // [B, classes]
        return full([labels.shape[0], classes], off, dtype: type, device: labels.device)
            .masked_fill(isTrueClass, 1 - smoothing + off).MoveToOuterDisposeScope();
    }
}
