using FusedAttention;
using FusedAttention.Cpu;
using VisionAttention.Engines;
using VisionAttention.Engines.TensorOps;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Engines;

/// <summary>A call of local attention with drawn inputs, computed by one engine or another: the one table of cases for all engines.</summary>
internal sealed record EngineCase
{
    public required int Batch { get; init; }

    public required int Heads { get; init; }

    public required int HeadDim { get; init; }

    public required int Height { get; init; }

    public required int Width { get; init; }

    public required int KernelSize { get; init; }

    public required Border Border { get; init; }

    public bool HasKey { get; init; }

    public bool HasPositions { get; init; }

    public bool TablesPerHead { get; init; }

    public bool IsChannelsLast { get; init; }

    public double Scale { get; init; } = 0.7;

    public required int Seed { get; init; }

    public int InChannels { get; init; } = 5;

    private LocalAttentionOptions Options => new() { KernelSize = KernelSize, Heads = Heads, Border = Border, Scale = Scale };

    /// <summary>Small odd shapes, some narrow, some wide, some smaller than their window.</summary>
    public static EngineCase Random(Random random, int seed)
    {
        var mode = random.Next(4);
        var headDim = 2 * (1 + random.Next(seed % 10 == 0 ? 24 : 6));
        return new EngineCase
        {
            Batch = 1 + random.Next(3), Heads = 1 + random.Next(4), HeadDim = headDim,
            Height = 1 + random.Next(11), Width = 1 + random.Next(seed % 5 == 0 ? 40 : 11), KernelSize = 1 + (2 * random.Next(8)),
            Border = (Border)random.Next(2), HasKey = mode != 3, HasPositions = mode != 0, TablesPerHead = mode == 2,
            IsChannelsLast = random.Next(2) == 1, InChannels = 1 + random.Next(seed % 7 == 0 ? 40 : 12), Scale = (0.5 + random.NextDouble()) / Math.Sqrt(headDim), Seed = seed,
        };
    }

    public static IEnumerable<EngineCase> Cases(int count, int seed)
    {
        var random = new Random(seed);
        for (var draw = 0; draw < count; draw++)
            yield return Random(random, draw);
    }

    public Dictionary<string, Tensor> By(Engine engine, ScalarType type, bool withWeights) => RunAll(type, (query, key, value, rows, columns) =>
    {
        var options = Options with { Engine = engine };
        if (!withWeights)
            return [("output", LocalAttention.Apply(query, key, value, rows, columns, options))];
        var (output, weights) = LocalAttention.ApplyWithWeights(query, key, value, rows, columns, options);
        return [("output", output), ("weights", weights)];
    });

    public Dictionary<string, Tensor> Reference(ScalarType type) =>
        Run(type, (query, key, value, rows, columns) => LocalAttention.Apply(query, key, value, rows, columns, Options with { Engine = Engine.Reference }));

    public Dictionary<string, Tensor> Fused(LaneWidth width) =>
        Run(float32, (query, key, value, rows, columns) => FusedCpuEngine.Compute(query, key, value, rows, columns, Options, width));

    public Dictionary<string, Tensor> ReferenceProjected(ScalarType type)
    {
        return RunProjected(type, (images, weights, rows, columns) =>
        {
            Tensor Projected(long part) => nn.functional.conv2d(images, Part(weights, part));
            return LocalAttention.Apply(Projected(0), HasKey ? Projected(2) : null, Projected(1), rows, columns, Options with { Engine = Engine.Reference });
        });
    }

    public Dictionary<string, Tensor> FusedProjected(LaneWidth width)
    {
        return RunProjected(float32, (images, weights, rows, columns) => FusedCpuEngine.ApplyProjected(
            images, Part(weights, 0), HasKey ? Part(weights, 2) : null, Part(weights, 1), rows, columns, Options, width));
    }

    public Dictionary<string, Tensor> TensorOps(ScalarType type, long chunkBytes) =>
        Run(type, (query, key, value, rows, columns) => TensorOpsEngine.Apply(query, key, value, rows, columns, Options, chunkBytes));

    private Dictionary<string, Tensor> Run(ScalarType type, Func<Tensor, Tensor?, Tensor, Tensor?, Tensor?, Tensor> apply) =>
        RunAll(type, (query, key, value, rows, columns) => [("output", apply(query, key, value, rows, columns))]);

    private Dictionary<string, Tensor> RunAll(ScalarType type, Func<Tensor, Tensor?, Tensor, Tensor?, Tensor?, (string Name, Tensor Value)[]> apply)
    {
        using var draws = new Generator((ulong)Seed);
        var channels = Heads * HeadDim;
        var inputs = new Dictionary<string, Tensor?>
        {
            ["query"] = Map(draws, type, channels), ["key"] = HasKey ? Map(draws, type, channels) : null, ["value"] = Map(draws, type, channels),
            ["rows"] = Table(draws, type), ["columns"] = Table(draws, type),
        };
        return WithGradients(apply(inputs["query"]!, inputs["key"], inputs["value"]!, inputs["rows"], inputs["columns"]), inputs, draws);
    }

    private Dictionary<string, Tensor> RunProjected(ScalarType type, Func<Tensor, Tensor, Tensor?, Tensor?, Tensor> apply)
    {
        using var draws = new Generator((ulong)Seed);
        var channels = Heads * HeadDim;
        var weights = (randn([HasKey ? 3 : 2, channels, InChannels], generator: draws) / Math.Sqrt(InChannels)).to(type).detach().requires_grad_();
        var inputs = new Dictionary<string, Tensor?>
        {
            ["images"] = Map(draws, type, InChannels), ["weights"] = weights, ["rows"] = Table(draws, type), ["columns"] = Table(draws, type),
        };
        var output = apply(inputs["images"]!, weights, inputs["rows"], inputs["columns"]);
        return WithGradients([("output", output)], inputs, draws);
    }

    // The kernel of one of the 1×1 convolutions: query, value, key.
    private static Tensor Part(Tensor weights, long part) => weights.select(0, part).unsqueeze(-1).unsqueeze(-1);

    private static Dictionary<string, Tensor> WithGradients((string Name, Tensor Value)[] outputs, Dictionary<string, Tensor?> inputs, Generator draws)
    {
        var loss = zeros([], dtype: outputs[0].Value.dtype);
        foreach (var (_, value) in outputs)
            loss += (value * randn(value.shape, generator: draws).to(value.dtype)).sum();
        loss.backward();
        var results = outputs.ToDictionary(output => output.Name, output => output.Value.detach());
        foreach (var (name, input) in inputs)
        {
            if (input is not null)
                results["gradient of " + name] = input.grad!;
        }
        return results;
    }

    private Tensor Map(Generator draws, ScalarType type, long channels)
    {
        var map = randn([Batch, channels, Height, Width], generator: draws).to(type);
        return (IsChannelsLast ? map.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : map).requires_grad_();
    }

    private Tensor? Table(Generator draws, ScalarType type)
    {
        if (!HasPositions)
            return null;
        long[] shape = TablesPerHead ? [Heads, KernelSize, HeadDim / 2] : [KernelSize, HeadDim / 2];
        return randn(shape, generator: draws).to(type).requires_grad_();
    }
}
