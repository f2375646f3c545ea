using FusedAttention;
using TorchSharp;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Engines;

/// <summary>Every engine gives the reference's output, weights and gradients.</summary>
public sealed class EngineTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<Engine, bool> Engines =>
    [
        .. Enum.GetValues<Engine>().Where(engine => engine is not Engine.Reference)
            .SelectMany(engine => (TheoryDataRow<Engine, bool>[])[new(engine, false), new(engine, true)]),
    ];

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Engines))]
    public void An_engine_equals_the_reference_over_odd_shapes(Engine engine, bool withWeights)
    {
        // The fused engine computes in float32, and leaves calls for weights, which it does not keep, to another.
        var isSingle = engine == Engine.FusedCpu && !withWeights;
        // Sums of at most 225 · 48 products, each off by 6e-8 of numbers below 10.
        var tolerance = isSingle ? 5e-4 : 1e-10;
        foreach (var call in EngineCase.Cases(count: 20, seed: (int)engine))
        {
            using var scope = NewDisposeScope();
            var expected = call.By(Engine.Reference, float64, withWeights);
            var actual = call.By(engine, isSingle ? float32 : float64, withWeights);
            Assert.Equal(expected.Keys, actual.Keys);
            foreach (var (name, value) in expected)
                Assert.True(value.allclose(actual[name].to(float64), rtol: tolerance, atol: tolerance * Math.Max(1, value.abs().max().item<double>())), $"{name}: {call}");
        }
    }
}
