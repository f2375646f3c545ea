using System.Diagnostics;
using TorchSharp;
using TorchSharp.Modules;
using VisionAttention.Models;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Bench.Torch;

/// <summary>A network, its optimiser and one batch; python_twin.py makes the same from the same seed.</summary>
internal sealed class TrainingStep : IDisposable
{
    /// <summary>Where the random numbers start, on both sides.</summary>
    public const int Seed = 7;

    private readonly nn.Module<Tensor, Tensor> _network;
    private readonly optim.Optimizer _optimizer;
    private readonly Tensor _images;
    private readonly Tensor _labels;

    private TrainingStep(nn.Module<Tensor, Tensor> network, Func<IEnumerable<Parameter>, optim.Optimizer> optimizer, long batch, long side)
    {
        _network = network;
        _optimizer = optimizer(network.parameters());
        _images = randn(batch, 3, side, side);
        _labels = randint(0, 10, [batch]);
    }

    /// <summary>By the name that the Python side knows too.</summary>
    public static TrainingStep Make(string name)
    {
        manual_seed(Seed);
        return name switch
        {
            "resnet26" => new(new AttentionResNet(AttentionResNetOptions.Convolutional(26) with { Classes = 10 }), own => optim.SGD(own, learningRate: 0.01, momentum: 0.9), batch: 8, side: 64),
            "vit" => new(new SmallVisionTransformer(), own => optim.Adam(own, lr: 1e-3), batch: 32, side: 32),
            _ => throw new InvalidOperationException($"there is no network {name}: resnet26 and vit are known"),
        };
    }

    /// <summary>One step: seconds and the loss before it.</summary>
    public (double Seconds, double Loss) Run()
    {
        var start = Stopwatch.GetTimestamp();
        using var scope = NewDisposeScope();
        _optimizer.zero_grad();
        var loss = nn.functional.cross_entropy(_network.call(_images), _labels);
        loss.backward();
        _optimizer.step();
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, loss.ToDouble());
    }

    /// <summary>The optimiser's part of a step alone.</summary>
    public double RunOptimizer()
    {
        var start = Stopwatch.GetTimestamp();
        _optimizer.step();
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
