using FusedAttention;
using TorchSharp;
using VisionAttention.Attention;
using VisionAttention.Models;
using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Bench;

/// <summary>What a GPU is asked: layers against the 3×3 convolution at the sizes of a ResNet's groups, and whole networks against their twins, in both precisions.</summary>
/// <param name="device">Where; on the CPU it shows that all of it runs.</param>
/// <param name="isTiny">Sizes that take seconds on a processor: nothing to compare by.</param>
/// <param name="tell">Told what is going on.</param>
/// <param name="cancellation">Ends it between two measurements.</param>
internal sealed class DeviceBench(Device device, bool isTiny, Action<string> tell, CancellationToken cancellation)
{
    private const int WarmUps = 3;
    private const int KernelSize = 7;

    private int Rounds => isTiny ? 1 : 10;

    /// <summary>The layer of the engine that serves the device, and the convolution in the better of its two memory layouts.</summary>
    public BenchReport Layers()
    {
        var figures = new List<Figure>();
        var (batch, sizes) = isTiny ? (2, ((long, long)[])[(16, 8), (32, 4)]) : (128, [(64, 56), (128, 28), (256, 14)]);
        foreach (var type in (ScalarType[])[float32, bfloat16])
        {
            foreach (var (channels, side) in sizes)
            {
                tell($"layer of {channels} channels at {side}×{side}, {type}");
                using var scope = NewDisposeScope();
                // The one that is asked for by its name: on the CPU the fused engine would serve.
                var attention = new LocalSelfAttention(channels, channels, new LocalSelfAttentionOptions { KernelSize = KernelSize, Heads = AttentionBench.Heads, Engine = Engine.TensorOps });
                var convolution = nn.Conv2d(channels, channels, kernel_size: 3, padding: 1, bias: false);
                Subject Of(nn.Module<Tensor, Tensor> layer, bool isChannelsLast)
                {
                    layer.to(device, type);
                    return new Subject(
                        layer.call, Subject.Map(batch, channels, side, isChannelsLast, device, type).requires_grad_(), Subject.Map(batch, channels, side, isChannelsLast, device, type));
                }

                Subject[] subjects = [Of(attention, true), Of(attention, false), Of(convolution, true), Of(convolution, false)];
                foreach (var (name, time) in (ReadOnlySpan<(string, Func<Subject, double>)>)[("forward", subject => subject.Forward()), ("forward-backward", subject => subject.ForwardBackward())])
                {
                    var times = AttentionBench.InTurn(time, subjects, isTiny ? 1 : WarmUps, Rounds, cancellation);
                    figures.Add(AttentionBench.Against($"layer/{name}/C{channels}-H{side}-B{batch}-k{KernelSize}/{type}/tensorops-vs-conv3x3", AttentionBench.Better(times[0], times[1]), AttentionBench.Better(times[2], times[3])));
                }
            }
        }

        return Report("TensorOps, the better of two memory layouts", "3×3 convolution, likewise", figures);
    }

    /// <summary>Training steps and inference of ResNet-26 and ResNet-50 of full attention beside their convolutional twins.</summary>
    public BenchReport Networks()
    {
        var figures = new List<Figure>();
        var (batch, side, width) = isTiny ? (2, 32, 0.25) : (32, 224, 1);
        foreach (var precision in (Precision[])[Precision.Float32, Precision.BFloat16])
        {
            foreach (var depth in isTiny ? (int[])[26] : [26, 50])
            {
                tell($"ResNet-{depth}, {precision}: attention and convolution in turn");
                using var attention = new ResNetWork(AttentionResNetOptions.FullAttention(depth) with { Width = width }, batch, side, device, precision);
                using var convolution = new ResNetWork(AttentionResNetOptions.Convolutional(depth) with { Width = width }, batch, side, device, precision);
                var (steps, inference) = ResNetWork.InTurn(attention, convolution, isTiny ? 0 : WarmUps, Rounds, cancellation);
                var name = $"{precision.ToString().ToLowerInvariant()}-B{batch}-{side}/vs-conv";
                figures.AddRange([steps.Measured($"resnet{depth}/step/{name}"), inference.Measured($"resnet{depth}/inference/{name}")]);
            }
        }

        return Report($"full attention, width {width}", "3×3 convolutions", figures);
    }

    private BenchReport Report(string ours, string peer, IReadOnlyList<Figure> figures) =>
        new($"{BenchReport.ThisMachine}, {device}", $"libtorch {__version__}; ours: {ours}; peer: {peer}{(isTiny ? "; tiny sizes, which say only that it runs" : "")}", figures);
}
