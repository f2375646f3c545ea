using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify;

/// <summary>Holds what a run produced against a golden case, and knows what has not been held against it yet.</summary>
public sealed class Comparison
{
    private readonly GoldenCase _golden;
    private readonly Func<string, bool> _isInput;
    private readonly HashSet<string> _compared = [];
    private readonly List<string> _failures = [];

    /// <summary>Nothing compared yet.</summary>
    /// <param name="golden">The case.</param>
    /// <param name="isInput">Whether an array of the file is given; all others are expected of the run.</param>
    public Comparison(GoldenCase golden, Func<string, bool> isInput)
    {
        ArgumentNullException.ThrowIfNull(golden);
        (_golden, _isInput) = (golden, isInput);
    }

    /// <summary>Every deviation found, every expected result that nobody produced, every setting, input and weight that nobody read.</summary>
    public IReadOnlyList<string> Failures
    {
        get
        {
            var missing = _golden.Arrays.Where(name => !_isInput(name) && !_compared.Contains(name)).Select(name => $"{FileErrors.OneLine(name)} was not computed");
            var unread = _golden.Settings.Unread.Concat(_golden.Arrays.Where(name => _isInput(name) && !_golden.IsRead(name)));
            return [.. _failures.Select(FileErrors.OneLine), .. missing, .. None(), .. Listed("unread", unread), .. Listed("unread weights", _golden.UnreadWeights)];
        }
    }

    /// <summary>Compares one result: |actual − expected| ≤ absolute + relative · |expected| everywhere.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="actual">What was computed.</param>
    /// <param name="arrange">Brings the file's array into the layout of what was computed; null where it has it.</param>
    public void Equal(string name, Tensor? actual, Func<Tensor, Tensor>? arrange = null)
    {
        _compared.Add(name);
        using var scope = NewDisposeScope();
        var expected = _golden.Read(name).cpu();
        if (arrange is not null)
            expected = arrange(expected);
        if (actual is null)
        {
            _failures.Add($"{name} is missing");
            return;
        }
        if (!actual.shape.AsSpan().SequenceEqual(expected.shape))
        {
            _failures.Add($"{name} is [{string.Join(", ", actual.shape)}], expected [{string.Join(", ", expected.shape)}]");
            return;
        }
        if (expected.numel() == 0)
            return;
        var wanted = expected.to(float64);
        var given = actual.detach().cpu().to(float64);
        var largest = wanted.where(wanted.isfinite(), 0.0).abs().max().item<double>();
        var excess = (given - wanted).abs() - (wanted.abs() * _golden.Relative + _golden.Absolute(name, largest));
        // Infinities and NaN agree with their like alone.
        var isSame = given.eq(wanted).logical_or(given.isnan().logical_and(wanted.isnan()));
        var worst = excess.masked_fill(isSame, 0).max().item<double>();
        if (!(worst <= 0)) // also true for NaN
            _failures.Add($"{name} exceeds the tolerance by {worst:g3}");
    }

    /// <summary>Notes a condition that must hold.</summary>
    /// <param name="what">The condition in words.</param>
    /// <param name="holds">Whether it does.</param>
    public void Holds(string what, bool holds)
    {
        if (!holds)
            _failures.Add($"not true: {what}");
    }

    /// <summary>Compares an output, then the loss Σ output · cotangent, and runs the backward pass from it.</summary>
    /// <param name="output">What was computed.</param>
    public void OutputAndBackward(Tensor output)
    {
        Equal("output", output);
        if (!_golden.Has("cotangent"))
            return;
        var cotangent = _golden.Read("cotangent").to(output.dtype);
        if (!cotangent.shape.AsSpan().SequenceEqual(output.shape))
        {
            _failures.Add($"cotangent is [{string.Join(", ", cotangent.shape)}], the output is [{string.Join(", ", output.shape)}]");
            return;
        }
        var loss = (output * cotangent).sum();
        Equal("loss", loss);
        if (loss.requires_grad)
            loss.backward();
    }

    /// <summary>Compares a gradient, if the file has it.</summary>
    /// <param name="name">Its name after <c>grad.</c></param>
    /// <param name="leaf">The tensor whose gradient it is.</param>
    public void Gradient(string name, Tensor leaf)
    {
        if (_golden.Has("grad." + name))
            Equal("grad." + name, leaf.grad);
    }

    private IEnumerable<string> None() => _compared.Count == 0 && !_golden.Arrays.Any(name => !_isInput(name)) ? ["the file has no result to compare"] : [];

    private static string[] Listed(string what, IEnumerable<string> names)
    {
        var list = string.Join(", ", names.Select(FileErrors.OneLine));
        return list.Length > 0 ? [$"{what}: {list}"] : [];
    }
}
