using VisionAttention.Kernels;
using VisionAttention.Kernels.FusedCpu;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Kernels;

/// <summary>A call of local attention with drawn inputs, computed by one engine or another.</summary>
internal sealed record FusedCase
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

    private LocalAttentionOptions Options => new() { KernelSize = KernelSize, Heads = Heads, Border = Border, Scale = Scale };

    /// <summary>Small odd shapes, some narrow, some wide, some smaller than their window.</summary>
    public static FusedCase Random(Random random, int seed)
    {
        var mode = random.Next(4);
        var headDim = 2 * (1 + random.Next(seed % 10 == 0 ? 24 : 6));
        return new FusedCase
        {
            Batch = 1 + random.Next(5), Heads = 1 + random.Next(4), HeadDim = headDim,
            Height = 1 + random.Next(11), Width = 1 + random.Next(seed % 5 == 0 ? 40 : 11), KernelSize = 1 + (2 * random.Next(8)),
            Border = (Border)random.Next(2), HasKey = mode != 3, HasPositions = mode != 0, TablesPerHead = mode == 2,
            IsChannelsLast = random.Next(2) == 1, Scale = (0.5 + random.NextDouble()) / Math.Sqrt(headDim), Seed = seed,
        };
    }

    /// <summary>Output and gradients of the reference engine.</summary>
    public Dictionary<string, Tensor> Reference(ScalarType type)
    {
        return Run(type, (query, key, value, rows, columns) => LocalAttention.Apply(query, key, value, rows, columns, Options with { Engine = Engine.Reference }));
    }

    /// <summary>Output and gradients of the fused engine in float32, with registers of a width.</summary>
    public Dictionary<string, Tensor> Fused(LaneWidth width)
    {
        return Run(float32, (query, key, value, rows, columns) => FusedCpuEngine.Apply(query, key, value, rows, columns, Options, width));
    }

    /// <summary>Output and gradients of the engine of tensor operators, with chunks of at most so many bytes.</summary>
    public Dictionary<string, Tensor> TensorOps(ScalarType type, long chunkBytes)
    {
        return Run(type, (query, key, value, rows, columns) => TensorOpsEngine.Apply(query, key, value, rows, columns, Options, chunkBytes));
    }

    private Dictionary<string, Tensor> Run(ScalarType type, Func<Tensor, Tensor?, Tensor, Tensor?, Tensor?, Tensor> apply)
    {
        using var draws = new Generator((ulong)Seed);
        var half = HeadDim / 2;
        var inputs = new Dictionary<string, Tensor?>
        {
            ["query"] = Map(), ["key"] = HasKey ? Map() : null, ["value"] = Map(),
            ["rows"] = HasPositions ? Table() : null, ["columns"] = HasPositions ? Table() : null,
        };
        var output = apply(inputs["query"]!, inputs["key"], inputs["value"]!, inputs["rows"], inputs["columns"]);
        (output * Map().detach()).sum().backward();
        var results = new Dictionary<string, Tensor> { ["output"] = output.detach() };
        foreach (var (name, input) in inputs)
        {
            if (input is not null)
                results["gradient of " + name] = input.grad!;
        }
        return results;

        Tensor Map()
        {
            var map = randn([Batch, Heads * HeadDim, Height, Width], generator: draws).to(type);
            return (IsChannelsLast ? map.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : map).requires_grad_();
        }

        Tensor Table()
        {
            long[] shape = TablesPerHead ? [Heads, KernelSize, half] : [KernelSize, half];
            return randn(shape, generator: draws).to(type).requires_grad_();
        }
    }
}
