using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Training;

/// <summary>What a classifier is trained on: one number that is small when the logits agree with the targets.</summary>
/// <remarks>
/// Every loss returns a scalar in the element type of the logits, averaged as its remarks say, and takes logits, not probabilities: the
/// softmax is taken inside, as log-softmax, so that large logits do not overflow. Labels are read on the CPU to be checked; with labels
/// on a GPU that waits for the GPU.
/// </remarks>
public static class Losses
{
    /// <summary>Cross-entropy with class labels, averaged over the batch.</summary>
    /// <param name="logits">[B, classes], floats.</param>
    /// <param name="labels">[B], int64, from 0 to classes − 1.</param>
    /// <param name="labelSmoothing">Share s of the target that is spread over all classes, from 0 to below 1.</param>
    /// <returns>A scalar.</returns>
    /// <exception cref="ArgumentException">Shapes or element types that do not fit, a label or a smoothing out of range.</exception>
    /// <remarks>
    /// −Σ_c t_c log softmax(z)_c with t = (1 − s) · onehot + s / classes: the true class takes part in the spreading, as in Szegedy et
    /// al. 2016, section 7.
    /// </remarks>
    public static Tensor CrossEntropy(Tensor logits, Tensor labels, double labelSmoothing = 0)
    {
        CheckLabelled(logits, labels, labelSmoothing);
        return OfBatch(logits, labels, targets: null, labelSmoothing);
    }

    /// <summary>Cross-entropy with class labels of each image by itself, to see which images are hard.</summary>
    /// <param name="logits">[B, classes], floats.</param>
    /// <param name="labels">[B], int64, from 0 to classes − 1.</param>
    /// <param name="labelSmoothing">Share of the target that is spread over all classes, from 0 to below 1.</param>
    /// <returns>[B]; its mean is <see cref="CrossEntropy"/>.</returns>
    /// <exception cref="ArgumentException">As for <see cref="CrossEntropy"/>.</exception>
    public static Tensor CrossEntropyOfEach(Tensor logits, Tensor labels, double labelSmoothing = 0)
    {
        CheckLabelled(logits, labels, labelSmoothing);
        return OfBatch(logits, labels, targets: null, labelSmoothing, Reduction.None);
    }

    /// <summary>Cross-entropy with a share of every class as the target, as mixing makes it; averaged over the batch.</summary>
    /// <param name="logits">[B, classes], floats.</param>
    /// <param name="targets">[B, classes], same element type; rows that sum to 1, which is not checked.</param>
    /// <returns>A scalar.</returns>
    /// <exception cref="ArgumentException">Shapes or element types that do not fit.</exception>
    /// <remarks>−(1/B) Σ_b Σ_c t_bc log softmax(z_b)_c. With one-hot rows this is <see cref="CrossEntropy"/>.</remarks>
    public static Tensor SoftTargetCrossEntropy(Tensor logits, Tensor targets)
    {
        LossRules.Logits(logits, nameof(logits));
        LossRules.Same(targets, nameof(targets), logits, nameof(logits));
        using var scope = NewDisposeScope();
        var perImage = -(targets * logits.log_softmax(1)).sum(1);                                   // [B]
        return perImage.mean().MoveToOuterDisposeScope();
    }

    /// <summary>Binary cross-entropy: every class is a question of its own, answered by yes or no; averaged over all of them.</summary>
    /// <param name="logits">[B, classes], floats.</param>
    /// <param name="targets">[B, classes], same element type; from 0 to 1, which is not checked.</param>
    /// <returns>A scalar.</returns>
    /// <exception cref="ArgumentException">Shapes or element types that do not fit.</exception>
    /// <remarks>
    /// −(1/(B · classes)) Σ t log σ(z) + (1 − t) log(1 − σ(z)). The mean runs over images and classes, so its gradients are smaller
    /// than those of a sum over the classes by that factor.
    /// </remarks>
    public static Tensor BinaryCrossEntropy(Tensor logits, Tensor targets)
    {
        LossRules.Logits(logits, nameof(logits));
        LossRules.Same(targets, nameof(targets), logits, nameof(logits));
        return functional.binary_cross_entropy_with_logits(logits, targets);
    }

    /// <summary>Distillation with hard labels: a second head learns the class that a teacher would choose.</summary>
    /// <param name="classLogits">[B, classes], floats: the head on the class token.</param>
    /// <param name="distillationLogits">[B, classes], same element type: the head on the distillation token.</param>
    /// <param name="labels">[B], int64, from 0 to classes − 1.</param>
    /// <param name="teacherLogits">[B, classes], same element type; no gradient runs into it.</param>
    /// <param name="alpha">Share of the teacher in the loss, from 0 to 1.</param>
    /// <param name="labelSmoothing">Smoothing of the true labels, from 0 to below 1; the teacher's are never smoothed.</param>
    /// <returns>A scalar.</returns>
    /// <exception cref="ArgumentException">Shapes or element types that do not fit, a number out of range.</exception>
    /// <remarks>(1 − α) CE(class, y) + α CE(distillation, argmax teacher). Touvron et al. 2021, section 4, with α = ½.</remarks>
    public static Tensor HardDistillation(
        Tensor classLogits,
        Tensor distillationLogits,
        Tensor labels,
        Tensor teacherLogits,
        double alpha = 0.5,
        double labelSmoothing = 0)
    {
        CheckDistillation(classLogits, distillationLogits, labels, teacherLogits, alpha, labelSmoothing);
        using var scope = NewDisposeScope();
        var fromLabels = OfBatch(classLogits, labels, targets: null, labelSmoothing);
        var fromTeacher = functional.cross_entropy(distillationLogits, teacherLogits.detach().argmax(1));
        return (fromLabels * (1 - alpha) + fromTeacher * alpha).MoveToOuterDisposeScope();
    }

    /// <summary>Distillation with soft labels: a second head learns the whole distribution of a teacher.</summary>
    /// <param name="classLogits">[B, classes], floats: the head on the class token.</param>
    /// <param name="distillationLogits">[B, classes], same element type: the head on the distillation token.</param>
    /// <param name="labels">[B], int64, from 0 to classes − 1.</param>
    /// <param name="teacherLogits">[B, classes], same element type; no gradient runs into it.</param>
    /// <param name="alpha">Share of the teacher in the loss, from 0 to 1; the paper's is 0.1.</param>
    /// <param name="temperature">What both logits are divided by first, above 0; the paper's is 3. A high one shows the teacher's
    /// second choices.</param>
    /// <param name="labelSmoothing">Smoothing of the true labels, from 0 to below 1.</param>
    /// <returns>A scalar.</returns>
    /// <exception cref="ArgumentException">Shapes or element types that do not fit, a number out of range.</exception>
    /// <remarks>
    /// (1 − α) CE(class, y) + α τ² / (B · classes) · Σ KL(softmax(teacher / τ) ‖ softmax(distillation / τ)). Touvron et al. 2021,
    /// section 4, scaled as the authors' program does: it divides the sum by all entries, B · classes, so the teacher's term is smaller
    /// than the mean over the images by a factor of classes. The factor τ² keeps its gradient's size when τ changes.
    /// </remarks>
    public static Tensor SoftDistillation(
        Tensor classLogits,
        Tensor distillationLogits,
        Tensor labels,
        Tensor teacherLogits,
        double alpha = 0.1,
        double temperature = 3,
        double labelSmoothing = 0)
    {
        CheckDistillation(classLogits, distillationLogits, labels, teacherLogits, alpha, labelSmoothing);
        if (!(double.IsFinite(temperature) && temperature > 0))
            throw new ArgumentException($"temperature {temperature} is not above 0");
        using var scope = NewDisposeScope();
        var fromLabels = OfBatch(classLogits, labels, targets: null, labelSmoothing);
        var student = (distillationLogits / temperature).log_softmax(1);
        var teacher = (teacherLogits.detach() / temperature).log_softmax(1);
        var divergence = functional.kl_div(student, teacher, log_target: true, Reduction.Sum);
        var fromTeacher = divergence * (temperature * temperature / distillationLogits.numel());
        return (fromLabels * (1 - alpha) + fromTeacher * alpha).MoveToOuterDisposeScope();
    }

    /// <summary>The loss that the trainer minimises: cross-entropy by class or, where images were mixed, by mixed targets.</summary>
    /// <remarks>Without the check of every label, which would wait for a GPU: the loader has checked them.</remarks>
    internal static Tensor OfBatch(Tensor logits, Tensor labels, Tensor? targets, double labelSmoothing, Reduction reduction = Reduction.Mean)
    {
        return targets is null
            ? functional.cross_entropy(logits, labels, reduction: reduction, label_smoothing: labelSmoothing)
            : SoftTargetCrossEntropy(logits, Smoothed(targets, labelSmoothing));
    }

    /// <summary>Targets [B, classes] of which a share is spread over all classes.</summary>
    internal static Tensor Smoothed(Tensor targets, double labelSmoothing) => targets * (1 - labelSmoothing) + labelSmoothing / targets.shape[1];

    private static void CheckLabelled(Tensor logits, Tensor labels, double labelSmoothing)
    {
        LossRules.Logits(logits, nameof(logits));
        Require.BelowOne(labelSmoothing, nameof(labelSmoothing));
        LossRules.Labels(labels, logits, nameof(logits));
    }

    private static void CheckDistillation(Tensor classLogits, Tensor distillationLogits, Tensor labels, Tensor teacherLogits, double alpha, double labelSmoothing)
    {
        LossRules.Logits(classLogits, nameof(classLogits));
        LossRules.Same(distillationLogits, nameof(distillationLogits), classLogits, nameof(classLogits));
        LossRules.Same(teacherLogits, nameof(teacherLogits), classLogits, nameof(classLogits));
        Require.Share(alpha, nameof(alpha));
        Require.BelowOne(labelSmoothing, nameof(labelSmoothing));
        LossRules.Labels(labels, classLogits, nameof(classLogits));
    }
}

/// <summary>What every loss asks of its arguments.</summary>
internal static class LossRules
{
    /// <exception cref="ArgumentException">Not floats [B, classes] with at least one image and one class.</exception>
    public static void Logits(Tensor? logits, string name)
    {
        ArgumentNullException.ThrowIfNull(logits, name);
        if (logits.ndim != 2 || logits.numel() == 0)
            throw new ArgumentException($"{name} is {Shapes.Text(logits)}, expected [B, classes] with at least one image and one class");
        Require.Floats(logits, name);
    }

    /// <exception cref="ArgumentException">Another shape or element type than the logits have.</exception>
    public static void Same(Tensor? other, string name, Tensor logits, string logitsName)
    {
        ArgumentNullException.ThrowIfNull(other, name);
        if (!other.shape.AsSpan().SequenceEqual(logits.shape))
            throw new ArgumentException($"{name} is {Shapes.Text(other)}, {logitsName} is {Shapes.Text(logits)}: the shapes must be equal");
        Require.SameType(other, name, logits, logitsName);
        SameDevice(other, name, logits, logitsName);
    }

    /// <exception cref="ArgumentException">Not one int64 class index from 0 to classes − 1 for each image.</exception>
    public static void Labels(Tensor? labels, Tensor logits, string logitsName)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.ndim != 1 || labels.shape[0] != logits.shape[0])
            throw new ArgumentException($"labels is {Shapes.Text(labels)}, expected [{logits.shape[0]}]: one class for each image");
        SameDevice(labels, nameof(labels), logits, logitsName);
        Labels(labels, logits.shape[1]);
    }

    /// <exception cref="ArgumentException">Not int64 [B], or a class index that is not from 0 to classes − 1.</exception>
    public static void Labels(Tensor? labels, long classes)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.ndim != 1)
            throw new ArgumentException($"labels is {Shapes.Text(labels)}, expected [B]");
        if (labels.dtype != ScalarType.Int64)
            throw new ArgumentException($"labels holds {labels.dtype}, expected Int64");
        using var scope = NewDisposeScope();
        var values = labels.detach().cpu().contiguous().data<long>().ToArray();
        for (var index = 0; index < values.Length; index++)
        {
            if (values[index] < 0 || values[index] >= classes)
                throw new ArgumentException($"labels[{index}] is {values[index]}, expected a class from 0 to {classes - 1}");
        }
    }

    /// <exception cref="ArgumentException">The two are on different devices.</exception>
    public static void SameDevice(Tensor other, string name, Tensor logits, string logitsName)
    {
        if (other.device.ToString() is var otherDevice && logits.device.ToString() is var device && otherDevice != device)
            throw new ArgumentException($"{name} is on {otherDevice}, {logitsName} is on {device}: they must be on the same device");
    }
}
