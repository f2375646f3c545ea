using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Charts;

/// <summary>A line with places of its own and, where there is one, a band around it.</summary>
/// <param name="Name">In the legend.</param>
/// <param name="X">Places on the x axis.</param>
/// <param name="Y">A value for each place.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>How far the band reaches above and below each value; null for no band.</summary>
    public IReadOnlyList<double>? Band { get; init; }

    /// <summary>The mean of several runs at each place, with a band of its 95 % interval.</summary>
    /// <remarks>Student's t over the runs, at each place by itself: mean ± t·s/√n.</remarks>
    /// <param name="name">In the legend.</param>
    /// <param name="x">Places on the x axis.</param>
    /// <param name="runs">Two runs or more, each with a value for each place.</param>
    /// <exception cref="ArgumentException">Fewer than two runs, a run of another length, or a value that is not finite.</exception>
    public static ChartSeries OverSeeds(string name, IReadOnlyList<double> x, IReadOnlyList<IReadOnlyList<double>> runs)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count < 2)
            throw new ArgumentException($"series {name} has {runs.Count} runs: an interval needs two at least");
        for (var run = 0; run < runs.Count; run++)
            ChartRules.Line($"run {run + 1} of series {name}", x, runs[run]);
        SampleInterval[] intervals = [.. Enumerable.Range(0, x.Count).Select(place => SampleInterval.Of([.. runs.Select(run => run[place])]))];
        return new ChartSeries(name, x, [.. intervals.Select(interval => interval.Mean)]) { Band = [.. intervals.Select(interval => interval.Half!.Value)] };
    }

    /// <summary>A line from tensors.</summary>
    /// <param name="name">In the legend.</param>
    /// <param name="x">[points], of any number type.</param>
    /// <param name="y">[points].</param>
    /// <exception cref="ArgumentException">A tensor of other dimensions.</exception>
    public static ChartSeries Of(string name, Tensor x, Tensor y)
    {
        return new ChartSeries(name, Values(x, "x"), Values(y, "y"));
    }

    private static double[] Values(Tensor tensor, string argument)
    {
        ArgumentNullException.ThrowIfNull(tensor, argument);
        if (tensor.ndim != 1)
            throw new ArgumentException($"{argument} is {Shapes.Text(tensor)}, expected 1 dimension");
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().to(float64).contiguous().data<double>().ToArray();
    }
}
