using TorchSharp;
using VisionAttention.Engines;
using VisionAttention.Models;

namespace VisionAttention.Kit.Bench.ResNet;

/// <summary>A ResNet-26 of attention beside its convolutional twin at CIFAR size: training steps and inference, in turn.</summary>
internal static class ResNetBench
{
    private const int WarmUps = 2;
    private const int Rounds = 9;

    /// <summary>Measures both widths.</summary>
    /// <param name="tell">Gets a line on what is being measured.</param>
    /// <param name="cancellation">Stops between two measurements.</param>
    public static Report Run(Action<string> tell, CancellationToken cancellation)
    {
        var threads = Environment.ProcessorCount;
        torch.set_num_threads(threads);
        var figures = new List<Figure>();
        foreach (var width in (double[])[1, 0.5])
            figures.AddRange(Width(width, tell, cancellation));
        return new Report(
            $"{Machine.Description}, {threads} threads",
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

    private static string Speed(Figure figure)
    {
        return $"{ResNetWork.Batch * 1000 / figure.Ours:0} against {ResNetWork.Batch * 1000 / figure.Peer:0} images/s";
    }
}
