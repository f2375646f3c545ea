using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using FusedAttention.Cpu;

namespace VisionAttention.Kit.Bench;

/// <summary>Every loop beside the time that its multiply-adds alone would take.</summary>
internal static class EngineBench
{
    /// <summary>Measures everything, on one thread; a second Ctrl-C ends it.</summary>
    public static BenchReport Run(Action<string> tell, CancellationToken cancellation)
    {
        tell("the inner loops of the fused engine, one by one (BenchmarkDotNet, about a minute)");
        var folder = Path.Combine(Path.GetTempPath(), $"kit-engine-{Environment.ProcessId}");
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(5).WithIterationCount(15).WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(100)))
            .AddLogger(NullLogger.Instance)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddFilter(new SimpleFilter(benchmark => Avx.IsSupported || benchmark.Descriptor.WorkloadMethod.Name != nameof(EngineBenchmarks.Square)))
            .WithArtifactsPath(folder)
            .WithOptions(ConfigOptions.DisableOptimizationsValidator);
        var summary = BenchmarkRunner.Run<EngineBenchmarks>(config);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        var medians = summary.Reports.ToDictionary(
            report => (report.BenchmarkCase.Descriptor.WorkloadMethod.Name, (int)report.BenchmarkCase.Parameters[nameof(EngineBenchmarks.HeadDim)]),
            report => report.ResultStatistics?.Median ?? throw new InvalidOperationException($"{report.BenchmarkCase.DisplayInfo} could not be measured"));
        var headDims = medians.Keys.Select(key => key.Item2).Distinct().Order().ToArray();
        List<Figure> figures = [.. headDims.SelectMany(headDim => Figures(headDim, name => medians.TryGetValue((name, headDim), out var nanoseconds) ? nanoseconds : null))];
        return new BenchReport(
            $"{BenchReport.ThisMachine}, 1 thread, registers of {RegisterDispatch.Widest}",
            $"BenchmarkDotNet {typeof(BenchmarkRunner).Assembly.GetName().Version?.ToString(3)}; ours: a loop on two query rows of a head, in the nearest caches; peer: its multiply-adds (of square: its multiplications) with nothing in their way",
            figures);
    }

    private static IEnumerable<Figure> Figures(int headDim, Func<string, double?> median)
    {
        using var runs = EngineBenchmarks.Runs(headDim);
        var operation = median(nameof(runs.MultiplyAdds))!.Value / runs.CeilingOperations;
        var shape = $"C{EngineBenchmarks.Heads * headDim}-H{EngineBenchmarks.Side(headDim)}";
        (string Name, double? Nanoseconds, long Operations)[] loops =
        [
            ("dot", median(nameof(runs.Dot)), runs.DotOperations),
            ("weighted-sum", median(nameof(runs.WeightedSum)), runs.WeightedSumOperations),
            ("gather", median(nameof(runs.Gather)), runs.GatherOperations),
            ("product", median(nameof(runs.Product)), runs.ProductOperations),
            ("outer", median(nameof(runs.Outer)), runs.OuterOperations),
            ("exponential", median(nameof(runs.Exponential)), runs.ExponentialOperations),
            ("square", median(nameof(runs.Square)), runs.SquareOperations),
        ];
        foreach (var (name, nanoseconds, operations) in loops)
        {
            if (nanoseconds is { } measured)
                yield return new Figure($"loop/{name}/{shape}", measured, operations * operation, "ns") { Note = $"{operations / measured:0.00} G vector operations/s of {1 / operation:0.00}" };
        }
    }
}

/// <summary>The inner loops at the sizes of two layers of the paper's shape: k = 7, 8 heads.</summary>
public class EngineBenchmarks
{
    internal const int Heads = 8;

    private const int KernelSize = 7;

    private IEngineRuns _runs = null!;

    /// <summary>8 for 64 channels at 32×32 pixels, 16 for 128 channels at 16×16.</summary>
    [Params(8, 16)]
    public int HeadDim { get; set; }

    /// <summary>Makes the scratch memory of a head.</summary>
    [GlobalSetup]
    public void Make() => _runs = Runs(HeadDim);

    /// <summary>Frees it.</summary>
    [GlobalCleanup]
    public void Free() => _runs.Dispose();

    /// <inheritdoc cref="IEngineRuns.MultiplyAdds"/>
    [Benchmark]
    public void MultiplyAdds() => _runs.MultiplyAdds();

    /// <inheritdoc cref="IEngineRuns.Dot"/>
    [Benchmark]
    public void Dot() => _runs.Dot();

    /// <inheritdoc cref="IEngineRuns.WeightedSum"/>
    [Benchmark]
    public void WeightedSum() => _runs.WeightedSum();

    /// <inheritdoc cref="IEngineRuns.Gather"/>
    [Benchmark]
    public void Gather() => _runs.Gather();

    /// <inheritdoc cref="IEngineRuns.Product"/>
    [Benchmark]
    public void Product() => _runs.Product();

    /// <inheritdoc cref="IEngineRuns.Outer"/>
    [Benchmark]
    public void Outer() => _runs.Outer();

    /// <inheritdoc cref="IEngineRuns.Exponential"/>
    [Benchmark]
    public void Exponential() => _runs.Exponential();

    /// <inheritdoc cref="IEngineRuns.Square"/>
    [Benchmark]
    public void Square() => _runs.Square();

    internal static int Side(int headDim) => 256 / headDim;

    internal static IEngineRuns Runs(int headDim)
    {
        var layout = UnitLayout.Of(batch: 1, Heads, headDim, Side(headDim), Side(headDim), KernelSize, RegisterDispatch.Lanes(RegisterDispatch.Widest));
        return RegisterDispatch.Widest switch
        {
            LaneWidth.Bits512 => new EngineRuns<Lanes512, Vector512<float>>(layout),
            LaneWidth.Bits256 => new EngineRuns<Lanes256, Vector256<float>>(layout),
            LaneWidth.Bits128 => new EngineRuns<Lanes128, Vector128<float>>(layout),
            _ => new EngineRuns<Lanes32, float>(layout),
        };
    }
}
