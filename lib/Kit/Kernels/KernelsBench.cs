using System.Runtime.Intrinsics.X86;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using VisionAttention.Engines.FusedCpu;
using VisionAttention.Kit.Bench;

namespace VisionAttention.Kit.Kernels;

/// <summary>Every kernel beside the time that its multiply-adds alone would take.</summary>
internal static class KernelsBench
{
    /// <summary>Measures everything, on one thread.</summary>
    public static Report Run()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"kit-kernels-{Environment.ProcessId}");
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(5).WithIterationCount(15).WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(100)))
            .AddLogger(NullLogger.Instance)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddFilter(new SimpleFilter(benchmark => Avx.IsSupported || benchmark.Descriptor.WorkloadMethod.Name != nameof(KernelBenchmarks.Square)))
            .WithArtifactsPath(folder)
            .WithOptions(ConfigOptions.DisableOptimizationsValidator);
        var summary = BenchmarkRunner.Run<KernelBenchmarks>(config);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        var medians = summary.Reports.ToDictionary(
            report => (report.BenchmarkCase.Descriptor.WorkloadMethod.Name, (int)report.BenchmarkCase.Parameters[nameof(KernelBenchmarks.HeadDim)]),
            report => report.ResultStatistics?.Median ?? throw new InvalidOperationException($"{report.BenchmarkCase.DisplayInfo} could not be measured"));
        var headDims = medians.Keys.Select(key => key.Item2).Distinct().Order().ToArray();
        List<Figure> figures = [.. headDims.SelectMany(headDim => Figures(headDim, name => medians.TryGetValue((name, headDim), out var nanoseconds) ? nanoseconds : null))];
        return new Report(
            $"{Machine.Description}, 1 thread, registers of {Units.Widest}",
            $"BenchmarkDotNet {typeof(BenchmarkRunner).Assembly.GetName().Version?.ToString(3)}; ours: a kernel on two query rows of a head, in the nearest caches; peer: its multiply-adds (of square: its multiplications) with nothing in their way",
            figures);
    }

    private static IEnumerable<Figure> Figures(int headDim, Func<string, double?> median)
    {
        using var runs = KernelBenchmarks.Runs(headDim);
        var operation = median(nameof(runs.MultiplyAdds))!.Value / runs.CeilingOperations;
        var shape = $"C{KernelBenchmarks.Heads * headDim}-H{KernelBenchmarks.Side(headDim)}";
        (string Name, double? Nanoseconds, long Operations)[] kernels =
        [
            ("dot", median(nameof(runs.Dot)), runs.DotOperations),
            ("weighted-sum", median(nameof(runs.WeightedSum)), runs.WeightedSumOperations),
            ("gather", median(nameof(runs.Gather)), runs.GatherOperations),
            ("product", median(nameof(runs.Product)), runs.ProductOperations),
            ("outer", median(nameof(runs.Outer)), runs.OuterOperations),
            ("exponential", median(nameof(runs.Exponential)), runs.ExponentialOperations),
            ("square", median(nameof(runs.Square)), runs.SquareOperations),
        ];
        foreach (var (name, nanoseconds, operations) in kernels)
        {
            if (nanoseconds is { } measured)
                yield return new Figure($"kernel/{name}/{shape}", measured, operations * operation, "ns") { Note = $"{operations / measured:0.00} G vector operations/s of {1 / operation:0.00}" };
        }
    }
}
