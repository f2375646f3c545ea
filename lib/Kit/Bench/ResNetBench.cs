using System.Diagnostics;
using FusedAttention;
using TorchSharp;
using VisionAttention.Models;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Bench;

/// <summary>A ResNet-26 of attention beside its convolutional twin at CIFAR size: training steps and inference, in turn.</summary>
internal static class ResNetBench
{
    private const int WarmUps = 2;
    private const int Rounds = 9;

    /// <summary>Measures both widths.</summary>
    public static BenchReport Run(Action<string> tell, CancellationToken cancellation)
    {
        var threads = Environment.ProcessorCount;
        torch.set_num_threads(threads);
        var figures = new List<Figure>();
        foreach (var width in (double[])[1, 0.5])
            figures.AddRange(Width(width, tell, cancellation));
        return new BenchReport(
            $"{BenchReport.ThisMachine}, {Counted.Text(threads, "thread")}",
            $"libtorch {torch.__version__}; ours: full attention, k = 7, 8 heads; peer: 3×3 convolutions; images of 3×32×32, batch {ResNetWork.Batch}",
            figures);
    }

    private static IEnumerable<Figure> Width(double width, Action<string> tell, CancellationToken cancellation)
    {
        tell($"ResNet-26 of width {width}: attention and convolution in turn");
        using var attention = new ResNetWork(AttentionResNetOptions.FullAttention(26) with { PoolsStem = false, Attention = new() { Engine = Engine.FusedCpu } }, width);
        using var convolution = new ResNetWork(AttentionResNetOptions.Convolutional(26) with { Stem = StemKind.SmallConvolution }, width);
        var (steps, inference) = (new Pairs(), new Pairs());
        for (var round = 0; round < WarmUps + Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (step, peerStep) = (attention.Step(), convolution.Step());
            var (forward, peerForward) = (attention.Infer(), convolution.Infer());
            if (round < WarmUps)
                continue;
            steps.Add(step, peerStep);
            inference.Add(forward, peerForward);
        }
        var name = width == 1 ? "width1" : "width0.5";
        var (stepFigure, inferenceFigure) = (steps.Measured($"resnet26/step/{name}/vs-conv"), inference.Measured($"resnet26/inference/{name}/vs-conv"));
        return
        [
            stepFigure with { Note = Speed(stepFigure) },
            inferenceFigure with { Note = Speed(inferenceFigure) },
        ];
    }

    private static string Speed(Figure figure) =>
        $"{ResNetWork.Batch * 1000 / figure.Ours:0} against {ResNetWork.Batch * 1000 / figure.Peer:0} images/s";
}

/// <summary>A network with its optimiser and one batch.</summary>
internal sealed class ResNetWork : IDisposable
{
    /// <summary>Images of a batch.</summary>
    public const int Batch = 32;

    private readonly AttentionResNet _network;
    private readonly optim.Optimizer _optimizer;
    private readonly Tensor _images;
    private readonly Tensor _labels;

    /// <summary>A network of ten classes.</summary>
    public ResNetWork(AttentionResNetOptions options, double width)
    {
        manual_seed(7);
        _network = new AttentionResNet(options with { Width = width, Classes = 10 });
        _optimizer = optim.SGD(_network.parameters(), learningRate: 0.01, momentum: 0.9);
        _images = randn(Batch, 3, 32, 32, device: CPU);
        _labels = randint(0, 10, [Batch], device: CPU);
    }

    /// <summary>The seconds of a training step.</summary>
    public double Step()
    {
        _network.train();
        var start = Stopwatch.GetTimestamp();
        using var scope = NewDisposeScope();
        _optimizer.zero_grad();
        nn.functional.cross_entropy(_network.call(_images), _labels).backward();
        _optimizer.step();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The seconds of a forward pass in evaluation mode.</summary>
    public double Infer()
    {
        _network.eval();
        using var gradOff = no_grad();
        using var scope = NewDisposeScope();
        var start = Stopwatch.GetTimestamp();
        _network.call(_images);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _network.Dispose();
        _images.Dispose();
        _labels.Dispose();
    }
}
