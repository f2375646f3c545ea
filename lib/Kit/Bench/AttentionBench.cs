using FusedAttention;
using Plotly.NET;
using VisionAttention.Attention;
using VisionAttention.Engines;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Bench;

/// <summary>Stand-alone attention against the 3×3 convolution that it takes the place of, in one process, in turn.</summary>
internal sealed class AttentionBench(Action<string> tell, CancellationToken cancellation)
{
    /// <summary>Heads of every layer that is measured.</summary>
    public const int Heads = 8;

    private const int Rounds = 15;
    private const int WarmUps = 4;
    private const int Batch = 32;
    private const int ReferenceBatch = 4;

    private readonly List<Figure> _figures = [];

    /// <summary>Measures everything.</summary>
    public static BenchReport Run(Action<string> tell, CancellationToken cancellation)
    {
        var threads = Environment.ProcessorCount;
        set_num_threads(threads);
        var bench = new AttentionBench(tell, cancellation);
        using var unfold = new UnfoldPeer(threads, tell);
        // First of all: later on, memory that the engine keeps between steps would be used again and not be seen.
        bench._figures.AddRange(unfold.Memory(channels: 64, side: 32));
        bench.Memory(channels: 64, side: 32);
        bench.TensorOpsAgainstReference(channels: 64, side: 32);
        foreach (var (channels, side) in (ReadOnlySpan<(long, long)>)[(64, 32), (128, 16), (256, 8)])
            bench.AgainstConvolution(channels, side, kernelSize: 7, $"C{channels}-H{side}");
        foreach (var kernelSize in (ReadOnlySpan<int>)[3, 5, 9, 11])
            bench.AgainstConvolution(channels: 64, side: 32, kernelSize, $"C64-H32-k{kernelSize}");
        bench.AgainstReference(channels: 64, side: 32);
        bench.AgainstUnfold(unfold);
        var chart = bench.Growth();
        return new BenchReport(
            $"{BenchReport.ThisMachine}, {Counted.Text(threads, "thread")}, registers of {FusedAttention.Cpu.RegisterDispatch.Widest}",
            $"libtorch {__version__}; ours: the fused engine, batch {Batch}, {Heads} heads; peer: at the end of each name, a convolution in the better of its two memory layouts; pytorch-unfold: Python's torch {unfold.Version}",
            bench._figures)
        {
            Chart = chart,
        };
    }

    private void AgainstConvolution(long channels, long side, int kernelSize, string shape)
    {
        tell($"{shape}: layer and core against the convolution");
        using var scope = NewDisposeScope();
        var layer = Layer(channels, Batch, side, kernelSize, Engine.FusedCpu);
        var core = Core(channels, side, kernelSize);
        Subject[] convolutions = [Convolution(channels, side, isChannelsLast: true), Convolution(channels, side, isChannelsLast: false)];
        foreach (var (name, time) in (ReadOnlySpan<(string, Func<Subject, double>)>)[("forward", subject => subject.Forward()), ("forward-backward", subject => subject.ForwardBackward())])
        {
            var times = InTurn(time, [layer, core, .. convolutions]);
            var better = Better(times[2], times[3]);
            Add($"layer/{name}/{shape}/vs-conv3x3", times[0], better);
            Add($"core/{name}/{shape}/vs-conv3x3", times[1], better);
        }
    }

    private void AgainstReference(long channels, long side)
    {
        tell("against the reference engine");
        using var scope = NewDisposeScope();
        var ours = Layer(channels, ReferenceBatch, side, kernelSize: 7, Engine.FusedCpu);
        var reference = Layer(channels, ReferenceBatch, side, kernelSize: 7, Engine.Reference);
        var times = InTurn(subject => subject.ForwardBackward(), [ours, reference]);
        Add($"layer/forward-backward/C{channels}-H{side}-B{ReferenceBatch}/vs-reference", times[0], times[1]);
    }

    private void AgainstUnfold(UnfoldPeer unfold)
    {
        foreach (var (channels, side) in (ReadOnlySpan<(long, long)>)[(64, 32), (128, 16), (256, 8)])
            _figures.AddRange(unfold.Times(channels, side, cancellation));
    }

    private void Memory(long channels, long side)
    {
        tell("memory");
        using var scope = NewDisposeScope();
        var ours = Layer(channels, ReferenceBatch, side, kernelSize: 7, Engine.FusedCpu);
        var reference = Layer(channels, ReferenceBatch, side, kernelSize: 7, Engine.Reference);
        if (PeakMemory.MiB(() => ours.ForwardBackward()) is { } little && PeakMemory.MiB(() => reference.ForwardBackward()) is { } much)
            _figures.Add(new Figure($"memory/forward-backward/C{channels}-H{side}-B{ReferenceBatch}/vs-reference", little, much, "MiB"));
    }

    // The tier between the two: any floating type, any device.
    private void TensorOpsAgainstReference(long channels, long side)
    {
        tell("tensor operators against the reference engine");
        using var scope = NewDisposeScope();
        var ours = Layer(channels, ReferenceBatch, side, kernelSize: 7, Engine.TensorOps);
        var reference = Layer(channels, ReferenceBatch, side, kernelSize: 7, Engine.Reference);
        var shape = $"C{channels}-H{side}-B{ReferenceBatch}/tensorops-vs-reference";
        if (PeakMemory.MiB(() => ours.ForwardBackward()) is { } little && PeakMemory.MiB(() => reference.ForwardBackward()) is { } much)
            _figures.Add(new Figure($"memory/forward-backward/{shape}", little, much, "MiB"));
        var times = InTurn(subject => subject.ForwardBackward(), [ours, reference]);
        Add($"layer/forward-backward/{shape}", times[0], times[1]);
    }

    private GenericChart Growth()
    {
        tell("growth with image and window");
        using var scope = NewDisposeScope();
        var curves = new GrowthCurves(subjects => InTurn(subject => subject.ForwardBackward(), subjects));
        _figures.AddRange(curves.Figures());
        return curves.Draw();
    }

    private double[][] InTurn(Func<Subject, double> time, Subject[] subjects) => InTurn(time, subjects, WarmUps, Rounds, cancellation);

    /// <summary>Times one of each, and again: whatever else the machine does falls on all.</summary>
    public static double[][] InTurn(Func<Subject, double> time, Subject[] subjects, int warmUps, int rounds, CancellationToken cancellation)
    {
        var times = Array.ConvertAll(subjects, _ => new double[rounds]);
        for (var round = -warmUps; round < rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var index = 0; index < subjects.Length; index++)
            {
                var milliseconds = time(subjects[index]);
                if (round >= 0)
                    times[index][round] = milliseconds;
            }
        }
        return times;
    }

    private void Add(string name, double[] ours, double[] peer) => _figures.Add(Against(name, ours, peer));

    /// <summary>The times with the smaller median.</summary>
    public static double[] Better(double[] first, double[] second) => Figure.Median(first) <= Figure.Median(second) ? first : second;

    /// <summary>The medians of times measured in turn, and the median of their ratios.</summary>
    public static Figure Against(string name, double[] ours, double[] peer) =>
        new Figure(name, Figure.Median(ours), Figure.Median(peer), "ms") { Ratio = Figure.Median([.. ours.Zip(peer, (mine, other) => mine / other)]) };

    /// <summary>A layer with fresh weights and a drawn map, channels last.</summary>
    public static Subject Layer(long channels, long batch, long side, int kernelSize, Engine engine)
    {
        var layer = new LocalSelfAttention(channels, channels, new LocalSelfAttentionOptions { KernelSize = kernelSize, Heads = Heads, Engine = engine });
        return new Subject(layer.call, Subject.Map(batch, channels, side, isChannelsLast: true).requires_grad_(), Subject.Map(batch, channels, side, isChannelsLast: true));
    }

    /// <summary>The attention without its projections, channels last.</summary>
    public static Subject Core(long channels, long side, int kernelSize)
    {
        var options = new LocalAttentionOptions { KernelSize = kernelSize, Heads = Heads, Engine = Engine.FusedCpu };
        Tensor Map() => Subject.Map(Batch, channels, side, isChannelsLast: true);
        var (key, value) = (Map().requires_grad_(), Map().requires_grad_());
        var (rows, columns) = (randn(kernelSize, channels / Heads / 2, device: CPU).requires_grad_(), randn(kernelSize, channels / Heads / 2, device: CPU).requires_grad_());
        return new Subject(query => LocalAttention.Apply(query, key, value, rows, columns, options), Map().requires_grad_(), Map());
    }

    private static Subject Convolution(long channels, long side, bool isChannelsLast)
    {
        var layer = nn.Conv2d(channels, channels, kernel_size: 3, padding: 1, bias: false);
        return new Subject(layer.call, Subject.Map(Batch, channels, side, isChannelsLast).requires_grad_(), Subject.Map(Batch, channels, side, isChannelsLast));
    }
}
