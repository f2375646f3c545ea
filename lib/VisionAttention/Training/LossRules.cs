using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Training;

/// <summary>What every loss asks of its arguments.</summary>
internal static class LossRules
{
    /// <exception cref="ArgumentException">Not floats [B, classes] with at least one image and one class.</exception>
    public static void Logits(Tensor? logits, string name)
    {
        ArgumentNullException.ThrowIfNull(logits, name);
        if (logits.ndim != 2 || logits.numel() == 0)
            throw new ArgumentException($"{name} is {Shapes.Text(logits)}, expected [B, classes] with at least one image and one class");
        Floats(logits, name);
    }

    /// <exception cref="ArgumentException">Another shape or element type than the logits have.</exception>
    public static void Same(Tensor? other, string name, Tensor logits, string logitsName)
    {
        ArgumentNullException.ThrowIfNull(other, name);
        if (!other.shape.AsSpan().SequenceEqual(logits.shape))
            throw new ArgumentException($"{name} is {Shapes.Text(other)}, {logitsName} is {Shapes.Text(logits)}: the shapes must be equal");
        if (other.dtype != logits.dtype)
            throw new ArgumentException($"{name} holds {other.dtype}, {logitsName} holds {logits.dtype}: they must be equal");
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
        var values = WholeNumbers.Of(labels);
        for (var index = 0; index < values.Length; index++)
        {
            if (values[index] < 0 || values[index] >= classes)
                throw new ArgumentException($"labels[{index}] is {values[index]}, expected a class from 0 to {classes - 1}");
        }
    }

    /// <exception cref="ArgumentException">Not from 0 to below 1.</exception>
    public static void Smoothing(double smoothing, string name)
    {
        if (!(smoothing is >= 0 and < 1))
            throw new ArgumentException($"{name} {smoothing} is not from 0 to below 1");
    }

    /// <exception cref="ArgumentException">Not from 0 to 1.</exception>
    public static void Share(double share, string name)
    {
        if (!(share is >= 0 and <= 1))
            throw new ArgumentException($"{name} {share} is not from 0 to 1");
    }

    /// <exception cref="ArgumentException">The two are on different devices.</exception>
    public static void SameDevice(Tensor other, string name, Tensor logits, string logitsName)
    {
        if (other.device.ToString() is var otherDevice && logits.device.ToString() is var device && otherDevice != device)
            throw new ArgumentException($"{name} is on {otherDevice}, {logitsName} is on {device}: they must be on the same device");
    }

    /// <exception cref="ArgumentException">No floating-point numbers.</exception>
    public static void Floats(Tensor tensor, string name)
    {
        if (!tensor.is_floating_point())
            throw new ArgumentException($"{name} holds {tensor.dtype}, expected floats");
    }
}
