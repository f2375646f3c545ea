using FusedAttention.Cpu;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Engines;

/// <summary>Holds the fused engine to the reference in float64.</summary>
internal static class FusedComparison
{
    /// <summary>Draws calls, and gives each to the engine; the first one that is too far off is described.</summary>
    public static string? FirstDifference(int calls, bool isProjected, Func<int, LaneWidth> width)
    {
        var random = new Random(12);
        for (var draw = 0; draw < calls; draw++)
        {
            using var scope = NewDisposeScope();
            var call = EngineCase.Random(random, seed: draw);
            if (Difference(call, isProjected, width(draw)) is { } difference)
                return $"{difference}: {call}, {width(draw)}";
        }
        return null;
    }

    private static string? Difference(EngineCase call, bool isProjected, LaneWidth width)
    {
        Func<ScalarType, Dictionary<string, Tensor>> reference = isProjected ? call.ReferenceProjected : call.Reference;
        var (expected, single) = (reference(float64), reference(float32));
        var actual = isProjected ? call.FusedProjected(width) : call.Fused(width);
        if (expected.Count != actual.Count)
            return $"{actual.Count} results in place of {expected.Count}";
        foreach (var (name, value) in expected)
        {
            // As close as float32 allows: what the reference itself loses in float32, three times, and some roundings of the largest number.
            var close = (3 * Worst(single[name], value)) + (5e-6 * (1 + value.abs().max().item<double>()));
            var worst = Worst(actual[name], value);
            if (!(worst <= close))
                return $"{name} is off by {worst:g3}";
        }
        return null;
    }

    private static double Worst(Tensor actual, Tensor expected) => (actual.to(float64) - expected).abs().max().item<double>();
}
