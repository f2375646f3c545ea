using FusedAttention;
using TorchSharp;
using VisionAttention.Models;
using VisionAttention.Tensors;
using VisionAttention.Training;
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
        using var attention = new ResNetWork(AttentionResNetOptions.FullAttention(26) with { PoolsStem = false, Attention = new() { Engine = Engine.FusedCpu }, Width = width });
        using var convolution = new ResNetWork(AttentionResNetOptions.Convolutional(26) with { Stem = StemKind.SmallConvolution, Width = width });
        var (steps, inference) = ResNetWork.InTurn(attention, convolution, WarmUps, Rounds, cancellation);
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
    private readonly MixedPrecision _precision;
    private readonly optim.Optimizer _optimizer;
    private readonly Tensor _images;
    private readonly Tensor _labels;

    /// <summary>A network of ten classes.</summary>
    public ResNetWork(AttentionResNetOptions options, int batch = Batch, int side = 32, Device? device = null, Precision precision = Precision.Float32)
    {
        manual_seed(7);
        device ??= CPU;
        _network = new AttentionResNet(options with { Classes = 10 });
        _network.to(device);
        _precision = new MixedPrecision(_network, precision, device);
        _optimizer = optim.SGD(_precision.Parameters.Select(entry => entry.Value), learningRate: 0.01, momentum: 0.9);
        _images = randn(batch, 3, side, side, device: device);
        _labels = randint(0, 10, [batch], device: device);
    }

    /// <summary>Steps and inference of both, one after the other, and again.</summary>
    public static (Pairs Steps, Pairs Inference) InTurn(ResNetWork here, ResNetWork there, int warmUps, int rounds, CancellationToken cancellation)
    {
        var (steps, inference) = (new Pairs(), new Pairs());
        for (var round = -warmUps; round < rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (step, peerStep) = (here.Step(), there.Step());
            var (forward, peerForward) = (here.Infer(), there.Infer());
            if (round < 0)
                continue;
            steps.Add(step, peerStep);
            inference.Add(forward, peerForward);
        }
        return (steps, inference);
    }

    /// <summary>The seconds of a training step.</summary>
    public double Step()
    {
        _network.train();
        var start = DeviceClock.Now(_images.device);
        using var scope = NewDisposeScope();
        _optimizer.zero_grad();
        nn.functional.cross_entropy(_precision.Forward(_images), _labels).backward();
        _precision.TakeGradients();
        _optimizer.step();
        _precision.CopyToModel();
        return DeviceClock.Since(start, _images.device).TotalSeconds;
    }

    /// <summary>The seconds of a forward pass in evaluation mode.</summary>
    public double Infer()
    {
        _network.eval();
        using var gradOff = no_grad();
        using var scope = NewDisposeScope();
        var start = DeviceClock.Now(_images.device);
        _precision.Forward(_images);
        return DeviceClock.Since(start, _images.device).TotalSeconds;
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _precision.Dispose();
        _network.Dispose();
        _images.Dispose();
        _labels.Dispose();
    }
}
