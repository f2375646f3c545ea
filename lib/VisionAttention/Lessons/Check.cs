using System.Globalization;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Lessons;

/// <summary>Compares what a learner's code gives with what it should give, and says where to look.</summary>
/// <remarks>
/// <c>Check.That("logits", () => Logits(query, key)).HasShape(2, 5, 5).IsCloseTo(expected, absolute: 1e-5, relative: 1e-4).ElseLookAt("the scale")</c>
/// prints <c>ok</c> or the first difference. It throws only where the environment variable VISION_ATTENTION_GRADING is 1.
/// </remarks>
public sealed class Check
{
    private const string GradingVariable = "VISION_ATTENTION_GRADING";

    private readonly string _name;
    private readonly Tensor? _actual;
    private string? _difference;

    private Check(string name, Tensor? actual, string? difference)
    {
        _name = name;
        _actual = actual;
        _difference = difference;
    }

    /// <summary>Runs the learner's code.</summary>
    /// <param name="name">What the result is called in messages.</param>
    /// <param name="compute">The code; an exception in it is a difference like any other.</param>
    public static Check That(string name, Func<Tensor> compute)
    {
        ArgumentNullException.ThrowIfNull(compute);
        try
        {
            var actual = compute();
            return new Check(name, actual, actual is null ? $"{name} is null, expected a tensor" : null);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return new Check(name, null, $"{name} could not be computed: {error.Message.Split('\n')[0]}");
        }
    }

    /// <summary>Runs the learner's code for a single number.</summary>
    /// <param name="name">What the result is called in messages.</param>
    /// <param name="compute">The code.</param>
    public static Check That(string name, Func<double> compute)
    {
        return That(name, () => tensor(compute()));
    }

    /// <summary>Requires a shape.</summary>
    /// <param name="shape">The sides, in order.</param>
    public Check HasShape(params long[] shape)
    {
        if (_difference is null && !_actual!.shape.AsSpan().SequenceEqual(shape))
            _difference = $"{_name} has shape [{string.Join(", ", _actual.shape)}], expected {Shapes.Text(shape)}";
        return this;
    }

    /// <summary>Requires |actual − expected| ≤ absolute + relative · |expected| everywhere.</summary>
    /// <param name="expected">What it should be.</param>
    /// <param name="absolute">Absolute tolerance.</param>
    /// <param name="relative">Relative tolerance.</param>
    public Check IsCloseTo(Tensor expected, double absolute, double relative)
    {
        ArgumentNullException.ThrowIfNull(expected);
        HasShape(expected.shape);
        if (_difference is not null)
            return this;
        using var scope = NewDisposeScope();
        var wanted = expected.detach().to(float64).flatten().data<double>().ToArray();
        var actual = _actual!.detach().to(float64).flatten().data<double>().ToArray();
        for (var index = 0; index < wanted.Length; index++)
        {
            if (Math.Abs(actual[index] - wanted[index]) <= absolute + relative * Math.Abs(wanted[index]))
                continue;
            _difference = $"{_name}{Place(index, expected.shape)} is {Show(actual[index])}, expected {Show(wanted[index])}{Remark(actual, wanted, absolute, relative)}";
            break;
        }
        return this;
    }

    /// <summary>Requires one number.</summary>
    /// <param name="expected">What it should be.</param>
    /// <param name="absolute">Absolute tolerance.</param>
    /// <param name="relative">Relative tolerance.</param>
    public Check IsCloseTo(double expected, double absolute, double relative)
    {
        return IsCloseTo(tensor(expected), absolute, relative);
    }

    /// <summary>Prints the outcome; the end of every check.</summary>
    /// <param name="place">Where to look if it differs.</param>
    /// <exception cref="InvalidOperationException">It differs, and VISION_ATTENTION_GRADING is 1.</exception>
    public void ElseLookAt(string place)
    {
        if (_difference is null)
        {
            Console.WriteLine("ok");
            return;
        }
        var message = $"{_difference}. Look at: {place}";
        if (Environment.GetEnvironmentVariable(GradingVariable) == "1")
            throw new InvalidOperationException(message);
        Console.WriteLine(message);
    }

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

    // A constant factor or a wrong sign is worth a word: it points at the cause.
    private static string Remark(double[] actual, double[] wanted, double absolute, double relative)
    {
        double product = 0, square = 0;
        for (var index = 0; index < wanted.Length; index++)
        {
            product += actual[index] * wanted[index];
            square += wanted[index] * wanted[index];
        }
        if (square == 0)
            return "";
        var factor = product / square;
        if (Math.Abs(factor) < 1e-3)
            return "";
        for (var index = 0; index < wanted.Length; index++)
        {
            if (!(Math.Abs(actual[index] - factor * wanted[index]) <= absolute + relative * Math.Abs(factor * wanted[index])))
                return "";
        }
        return Math.Abs(factor + 1) < 1e-3 ? " (the sign is turned)" : $" ({Show(factor)} times the expected value everywhere)";
    }

    private static string Show(double value)
    {
        return value.ToString("0.####", CultureInfo.InvariantCulture);
    }
}
