using System.Diagnostics;
using VisionAttention.Models;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Bench.ResNet;

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
        _images = randn(Batch, 3, 32, 32);
        _labels = randint(0, 10, [Batch]);
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
