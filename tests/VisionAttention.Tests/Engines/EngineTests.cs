using FusedAttention;
using TorchSharp;
using VisionAttention.Engines;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Engines;

/// <summary>Every engine gives the reference's output, weights and gradients.</summary>
public sealed class EngineTests : IDisposable
{
    private const double Close = 1e-10;

    // The fused engine computes in float32: sums of at most 49 · 6 products, each off by 6e-8 of numbers below 10.
    private const double CloseInSingle = 3e-5;

    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<Engine, int, int, int, int, int, int> Shapes
    {
        get
        {
            var data = new TheoryData<Engine, int, int, int, int, int, int>();
            var random = new Random(20);
            foreach (var engine in Enum.GetValues<Engine>().Where(engine => engine is not Engine.Reference))
            {
                for (var draw = 0; draw < 12; draw++)
                    data.Add(engine, 1 + random.Next(3), 1 + random.Next(3), 1 + random.Next(3), 1 + random.Next(8), 1 + random.Next(8), 1 + 2 * random.Next(4));
            }
            return data;
        }
    }

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Shapes))]
    public void An_engine_equals_the_reference_over_odd_shapes(Engine engine, int batch, int heads, int halfDim, int height, int width, int kernelSize)
    {
        foreach (var border in Enum.GetValues<Border>())
        {
            foreach (var (hasKey, hasPositions, perHead) in ((bool, bool, bool)[])[(true, false, false), (true, true, false), (true, true, true), (false, true, false)])
            {
                var options = new LocalAttentionOptions { KernelSize = kernelSize, Heads = heads, Border = border, Scale = 0.7 };
                // It keeps no weights either, so nothing may depend on them.
                var isFused = engine == Engine.FusedCpu;
                var tolerance = isFused ? CloseInSingle : Close;
                var expected = Run(options with { Engine = Engine.Reference }, float64);
                var actual = Run(options with { Engine = engine }, isFused ? float32 : float64);
                Assert.Equal(expected.Count, actual.Count);
                foreach (var (name, value) in expected)
                    Assert.True(value.allclose(actual[name].to(float64), rtol: tolerance, atol: tolerance), $"{name}: {border}, key {hasKey}, positions {hasPositions}, per head {perHead}");

                Dictionary<string, Tensor> Run(LocalAttentionOptions chosen, ScalarType type)
                {
                    using var draws = new Generator(9);
                    Tensor Map() => randn([batch, heads * halfDim * 2, height, width], dtype: float64, generator: draws).to(type).requires_grad_();
                    Tensor Table() => randn(perHead ? [heads, kernelSize, halfDim] : [kernelSize, halfDim], dtype: float64, generator: draws).to(type).requires_grad_();
                    var inputs = new Dictionary<string, Tensor?>
                    {
                        ["query"] = Map(), ["key"] = hasKey ? Map() : null, ["value"] = Map(), ["rows"] = hasPositions ? Table() : null, ["columns"] = hasPositions ? Table() : null,
                    };
                    var results = new Dictionary<string, Tensor>();
                    if (isFused)
                    {
                        results["output"] = LocalAttention.Apply(inputs["query"]!, inputs["key"], inputs["value"]!, inputs["rows"], inputs["columns"], chosen);
                    }
                    else
                    {
                        (results["output"], results["weights"]) =
                            LocalAttention.ApplyWithWeights(inputs["query"]!, inputs["key"], inputs["value"]!, inputs["rows"], inputs["columns"], chosen);
                    }
                    var loss = zeros([], dtype: type);
                    foreach (var result in results.Values.ToList())
                        loss += (result * randn(result.shape, dtype: float64, generator: draws).to(type)).sum();
                    loss.backward();
                    foreach (var (name, input) in inputs.Where(entry => entry.Value is not null))
                        results["gradient of " + name] = input!.grad!;
                    return results;
                }
            }
        }
    }
}
