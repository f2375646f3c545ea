using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace VisionAttention.Tensors;

/// <summary>Rules that many arguments have, checked where they come in: one line with the value and the rule.</summary>
internal static class Require
{
    public static void That(bool holds, string otherwise)
    {
        if (!holds)
            throw new ArgumentException(otherwise);
    }

    /// <summary>As the other; the message is put together only where the rule is broken.</summary>
    public static void That(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] ref BrokenRule otherwise)
    {
        if (!holds)
            throw new ArgumentException(otherwise.Text());
    }

    public static void AboveZero(long value, string name)
    {
        if (value < 1)
            throw new ArgumentException($"{name} {value} is not above 0");
    }

    /// <summary>A probability of dropping something, or a share of which something must be left.</summary>
    public static void BelowOne(double value, string name)
    {
        if (!(value is >= 0 and < 1))
            throw new ArgumentException($"{name} {value} is not from 0 to below 1");
    }

    public static void Share(double value, string name)
    {
        if (!(value is >= 0 and <= 1))
            throw new ArgumentException($"{name} {value} is not from 0 to 1");
    }

    public static void Known<T>(T value, string name)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            throw new ArgumentException($"{name} {value} is not one of {string.Join(", ", Enum.GetNames<T>())}");
    }

    public static void Floats(Tensor tensor, string name)
    {
        if (!tensor.is_floating_point())
            throw new ArgumentException($"{name} holds {tensor.dtype}, expected floats");
    }

    public static void SameType(Tensor tensor, string name, Tensor first, string firstName)
    {
        if (tensor.dtype != first.dtype)
            throw new ArgumentException($"{name} holds {tensor.dtype}, {firstName} holds {first.dtype}: they must be equal");
    }
}
