using System.Globalization;
using static TorchSharp.torch;

namespace VisionAttention.Lessons;

/// <summary>The place where two tensors of one shape differ most, and what the numbers tell of the cause.</summary>
internal sealed class Difference
{
    private readonly double[] _actual;
    private readonly double[] _wanted;
    private readonly double _absolute;
    private readonly double _relative;

    public Difference(Tensor actual, Tensor wanted, double absolute, double relative)
    {
        using var scope = NewDisposeScope();
        (_absolute, _relative) = (absolute, relative);
        _actual = Numbers(actual);
        _wanted = Numbers(wanted);
        int[] apart = [.. Enumerable.Range(0, _wanted.Length).Where(index => !AreClose(_actual[index], _wanted[index]))];
        if (apart.Length == 0)
            return;
        var worst = apart.MaxBy(index => double.IsFinite(_actual[index] - _wanted[index]) ? Math.Abs(_actual[index] - _wanted[index]) : double.PositiveInfinity);
        Text = $"{Place(worst, wanted.shape)} is {Show(_actual[worst])}, expected {Show(_wanted[worst])}{Remark(wanted) ?? Count(apart.Length)}";
    }

    /// <summary>Place, both numbers and a remark; null where they agree within the tolerances.</summary>
    public string? Text { get; }

    private static double[] Numbers(Tensor tensor) => tensor.detach().cpu().to(float64).contiguous().flatten().data<double>().ToArray();

    private static string Place(long index, long[] shape)
    {
        if (shape.Length == 0)
            return "";
        var place = new long[shape.Length];
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            place[axis] = index % shape[axis];
            index /= shape[axis];
        }
        return $"[{string.Join(",", place)}]";
    }

    private string Count(int apart) => _wanted.Length == 1 ? "" : $" (the largest difference; {apart} of {_wanted.Length} numbers differ)";

    // What a common slip makes of the right numbers is worth a word: it points at the cause.
    private string? Remark(Tensor wanted)
    {
        if (_actual.Any(value => !double.IsFinite(value)) && _wanted.All(double.IsFinite))
            return " (some values are not numbers: an overflow, a division by 0, or a row that is masked as a whole?)";
        return Factor() ?? Offset() ?? Moved(wanted);
    }

    private string? Factor()
    {
        var square = _wanted.Sum(wanted => wanted * wanted);
        var factor = square == 0 ? 0 : _actual.Zip(_wanted, (actual, wanted) => actual * wanted).Sum() / square;
        if (Math.Abs(factor) < 1e-3 || !Fits(wanted => factor * wanted))
            return null;
        return Math.Abs(factor + 1) < 1e-3 ? " (the sign is turned)" : $" ({Show(factor)} times the expected value everywhere)";
    }

    private string? Offset()
    {
        var offset = _wanted.Length < 2 ? 0 : _actual.Zip(_wanted, (actual, wanted) => actual - wanted).Average();
        var isConstant = _actual.All(value => AreClose(value, _actual[0]));
        return Math.Abs(offset) < 1e-3 || isConstant || !Fits(wanted => wanted + offset) ? null : $" ({Show(Math.Abs(offset))} too {(offset > 0 ? "large" : "small")} everywhere)";
    }

    private string? Moved(Tensor wanted)
    {
        var axes = wanted.shape.Length;
        if (axes >= 2 && wanted.shape[^1] == wanted.shape[^2] && Equals(wanted.transpose(-2, -1)))
            return " (the last two axes are exchanged)";
        for (var axis = axes - 1; axis >= 0; axis--)
        {
            if (wanted.shape[axis] < 2)
                continue;
            if (Equals(wanted.flip(axis)))
                return $" (the order along axis {axis} is turned round)";
            if (Equals(wanted.roll(1, axis)) || Equals(wanted.roll(-1, axis)))
                return $" (everything is one place off along axis {axis})";
        }
        return null;
    }

    private bool Equals(Tensor wanted) => _actual.Zip(Numbers(wanted)).All(pair => AreClose(pair.First, pair.Second));

    private bool Fits(Func<double, double> rule) => _actual.Zip(_wanted).All(pair => AreClose(pair.First, rule(pair.Second)));

    private bool AreClose(double actual, double wanted) => Math.Abs(actual - wanted) <= _absolute + _relative * Math.Abs(wanted) || actual.Equals(wanted);

    private static string Show(double value) => value.ToString(Math.Abs(value) >= 1000 ? "0.##" : "g4", CultureInfo.InvariantCulture);
}
