using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using TorchSharp;

namespace VisionAttention.Kit.Bench.Torch;

/// <summary>The overhead of small operators and the time of training steps, against Python's torch in the same run.</summary>
internal static class TorchBench
{
    private const int Rounds = 25;
    private const int WarmUps = 2;
    private const double SameLoss = 1e-4;

    /// <summary>Measures everything.</summary>
    /// <param name="tell">Gets a line on what is being measured.</param>
    /// <param name="cancellation">Stops between two measurements.</param>
    public static Report Run(Action<string> tell, CancellationToken cancellation)
    {
        using var twin = PythonTwin.Start("python_twin.py", out var why);
        var threads = Environment.ProcessorCount;
        // The steps come first: BenchmarkDotNet's threads leave libtorch's waiting ones behind, which disturb what is measured after them.
        List<Figure> steps = [.. Steps("resnet26", threads, twin, tell, cancellation), .. Steps("vit", threads, twin, tell, cancellation)];
        List<Figure> figures = [.. SmallOnes(twin, tell, cancellation), .. steps];
        var machine = $"{Machine.Description}; small operators on 1 thread, training steps on {threads}";
        return new Report(machine, $"libtorch {torch.__version__}; peer: Python's torch {twin?.Version ?? why + ", so there are no ratios"}", figures);
    }

    private static List<Figure> SmallOnes(PythonTwin? twin, Action<string> tell, CancellationToken cancellation)
    {
        tell("small operators, here (BenchmarkDotNet, about a minute)");
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(5).WithIterationCount(9).WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(200)))
            .AddLogger(NullLogger.Instance)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), $"kit-bench-{Environment.ProcessId}"))
            .WithOptions(ConfigOptions.DisableOptimizationsValidator);
        var summary = BenchmarkRunner.Run<SmallOperators>(config);
        List<Figure> measured = [];
        foreach (var report in summary.Reports)
        {
            cancellation.ThrowIfCancellationRequested();
            var name = report.BenchmarkCase.Descriptor.WorkloadMethod.Name;
            if (report.ResultStatistics is not { } statistics)
                throw new InvalidOperationException($"{name} could not be measured: {string.Join(" ", report.ExecuteResults.SelectMany(result => result.Errors))}");
            tell($"{name}, there");
            measured.Add(new Figure(name, statistics.Median / 1000, twin?.Seconds(new { what = "small", name }) * 1e6, "µs"));
            if (report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) is { } bytes)
                measured.Add(new Figure($"{name}: managed memory of a call", bytes, null, "bytes"));
        }
        if (Directory.Exists(config.ArtifactsPath))
            Directory.Delete(config.ArtifactsPath, recursive: true);
        return measured;
    }

    // One step here, one there, and so on, so that whatever else the machine does falls on both.
    private static List<Figure> Steps(string name, int threads, PythonTwin? twin, Action<string> tell, CancellationToken cancellation)
    {
        tell($"training steps of {name}, here and there in turn");
        torch.set_num_threads(threads);
        using var step = TrainingStep.Make(name);
        twin?.Ask(new { what = "make", name, threads });
        var (whole, optimiser) = (new Pairs(), new Pairs());
        var note = "";
        for (var round = 0; round < WarmUps + Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (seconds, loss) = step.Run();
            var answer = twin?.Ask(new { what = "step", name });
            if (round == 0 && answer?.GetProperty("loss").GetDouble() is { } other)
                note = Math.Abs(loss - other) <= SameLoss * Math.Abs(other) ? $"same first loss {loss:0.0000}" : $"first loss {loss:0.0000}, there {other:0.0000}";
            if (round >= WarmUps)
                whole.Add(seconds, answer?.GetProperty("seconds").GetDouble());
        }
        for (var round = 0; round < WarmUps + Rounds; round++)
        {
            var seconds = step.RunOptimizer();
            var there = twin?.Seconds(new { what = "optimise", name });
            if (round >= WarmUps)
                optimiser.Add(seconds, there);
        }
        return [whole.Measured($"{name}: training step", note), optimiser.Measured($"{name}: optimiser alone", "")];
    }
}
