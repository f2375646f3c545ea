using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Lessons;

/// <summary>Compares what a learner's code gives with what it should give, and says where to look.</summary>
/// <remarks>
/// <c>Check.That("logits", () => Logits(query, key)).HasShape(2, 5, 5).IsCloseTo(expected, absolute: 1e-5, relative: 1e-4).ElseLookAt("the scale")</c>
/// prints <c>ok</c> or the largest difference, with its cause where the numbers or <see cref="Recognises(string, Func{Tensor})"/> tell it. It throws only where the environment variable VISION_ATTENTION_GRADING is 1.
/// </remarks>
public sealed class Check
{
    private const string GradingVariable = "VISION_ATTENTION_GRADING";

    private readonly string _name;
    private readonly Tensor? _actual;
    private readonly List<(string Cause, Func<Tensor> Result)> _mistakes = [];
    private string? _difference;

    private Check(string name, Tensor? actual, string? difference) => (_name, _actual, _difference) = (name, actual, difference);

    /// <summary>Runs the learner's code.</summary>
    /// <param name="name">What the result is called in messages.</param>
    /// <param name="compute">The code; an exception in it is a difference like any other.</param>
    public static Check That(string name, Func<Tensor> compute)
    {
        ArgumentNullException.ThrowIfNull(compute);
        try
        {
            var actual = compute();
            if (actual is { IsInvalid: true })
                return new Check(name, null, $"{name} is a tensor that was disposed of already: return it with MoveToOuterDisposeScope()");
            return new Check(name, actual, actual is null ? $"{name} is null, expected a tensor" : null);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return new Check(name, null, $"{name} could not be computed: {error.Message.Split('\n')[0].TrimEnd('.')}");
        }
    }

    /// <summary>Runs the learner's code for a single number.</summary>
    /// <param name="name">What the result is called in messages.</param>
    /// <param name="compute">The code.</param>
    public static Check That(string name, Func<double> compute) => That(name, () => tensor(compute(), device: CPU));

    /// <summary>Requires a shape.</summary>
    /// <param name="shape">The sides, in order.</param>
    public Check HasShape(params long[] shape)
    {
        if (_difference is null && !_actual!.shape.AsSpan().SequenceEqual(shape))
            _difference = $"{_name} has shape {Shapes.Text(_actual)}, expected {Shapes.Text(shape)}";
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
        if (new Difference(_actual!, expected, absolute, relative).Text is { } text)
            _difference = $"{_name}{text}";
        return this;
    }

    /// <summary>Requires one number.</summary>
    /// <param name="expected">What it should be.</param>
    /// <param name="absolute">Absolute tolerance.</param>
    /// <param name="relative">Relative tolerance.</param>
    public Check IsCloseTo(double expected, double absolute, double relative) => IsCloseTo(tensor(expected, device: CPU), absolute, relative);

    /// <summary>Names a typical mistake: where the result is wrong and equals this one, the message says why.</summary>
    /// <param name="cause">What went wrong, as a sentence that follows "this is what comes out when".</param>
    /// <param name="result">What the mistake gives; computed only where the answer is wrong.</param>
    public Check Recognises(string cause, Func<Tensor> result)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(cause);
        ArgumentNullException.ThrowIfNull(result);
        _mistakes.Add((cause, result));
        return this;
    }

    /// <summary>Names a typical mistake that gives a single number.</summary>
    /// <param name="cause">What went wrong, as a sentence that follows "this is what comes out when".</param>
    /// <param name="result">What the mistake gives.</param>
    public Check Recognises(string cause, double result) => Recognises(cause, () => tensor(result, device: CPU));

    /// <summary>Prints the outcome; the end of every check.</summary>
    /// <param name="place">Where to look if it differs.</param>
    /// <returns>Whether the answer is right, so that a lesson can go on with the learner's code where it is and with the library's where it is not.</returns>
    /// <exception cref="InvalidOperationException">It differs, and VISION_ATTENTION_GRADING is 1.</exception>
    public bool ElseLookAt(string place)
    {
        if (_difference is null)
        {
            Console.WriteLine("ok");
            return true;
        }
        // Where nothing came out, the place to look at is what the error says.
        var message = _actual is null ? _difference : Cause() is { } cause ? $"{_difference}. This is what comes out when {cause}" : $"{_difference}. Look at: {place}";
        if (Environment.GetEnvironmentVariable(GradingVariable) == "1")
            throw new InvalidOperationException(message);
        Console.WriteLine(message);
        return false;
    }

    private string? Cause()
    {
        if (_actual is null)
            return null;
        using var scope = NewDisposeScope();
        foreach (var (cause, result) in _mistakes)
        {
            var mistake = result();
            if (mistake.shape.AsSpan().SequenceEqual(_actual.shape) && new Difference(_actual, mistake, absolute: 1e-5, relative: 1e-4).Text is null)
                return cause;
        }
        return null;
    }
}
