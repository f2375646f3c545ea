using System.Diagnostics;
using VisionAttention.Attention;
using VisionAttention.Data;
using VisionAttention.Models;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Bench.Data;

/// <summary>The network of lesson 08 with its optimiser, one batch, and sources of images of its size.</summary>
internal sealed class DataWork : IDisposable
{
    /// <summary>Images of a batch, as in the lesson.</summary>
    public const int Batch = 16;

    private const int Images = 10_000;
    private static readonly Normalisation Normalisation = new(0.3, 0.3);

    private readonly AttentionResNet _network;
    private readonly optim.Optimizer _optimizer;
    private readonly ImageBatch _batch;

    public DataWork()
    {
        manual_seed(7);
        _network = new AttentionResNet(AttentionResNetOptions.FullAttention(depth: 26) with
        {
            Width = 0.25,
            InChannels = 1,
            Classes = 10,
            AttentionStem = new AttentionStemOptions { Block = 2 },
            Attention = new LocalSelfAttentionOptions { KernelSize = 3, Heads = 8 },
        });
        _network.train();
        _optimizer = optim.AdamW(_network.parameters(), lr: 1e-4);
        using var loader = new BatchLoader(InMemory, Normalisation, new LoadingOptions { BatchSize = Batch });
        _batch = loader.Epoch(0).First();
    }

    /// <summary>Images that lie in memory, one byte a pixel.</summary>
    public static IImageSource InMemory { get; } = Noise();

    /// <summary>Images that are drawn when they are asked for.</summary>
    public static IImageSource OnTheFly { get; } = new ShapesSet(ShapesTask.SameOrDifferent, Images);

    /// <summary>Images a second that one worker prepares.</summary>
    public static double Load(IImageSource source, Augmentation? augmentation, int batches)
    {
        using var loader = new BatchLoader(source, Normalisation, new LoadingOptions { BatchSize = Batch, Augmentation = augmentation });
        var start = Stopwatch.GetTimestamp();
        foreach (var batch in loader.Epoch(0).Take(batches))
            batch.Dispose();
        return batches * Batch / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Images a second that the network is trained on, the same batch again and again.</summary>
    public double Train(int steps)
    {
        var start = Stopwatch.GetTimestamp();
        for (var step = 0; step < steps; step++)
            Step(_batch);
        return steps * Batch / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The same on batches that a loader with one worker prepares meanwhile.</summary>
    public double TrainFed(int steps, Augmentation augmentation)
    {
        using var loader = new BatchLoader(InMemory, Normalisation, new LoadingOptions { BatchSize = Batch, Augmentation = augmentation });
        var start = Stopwatch.GetTimestamp();
        foreach (var batch in loader.Epoch(0).Take(steps))
        {
            using (batch)
                Step(batch);
        }
        return steps * Batch / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        _batch.Dispose();
        _optimizer.Dispose();
        _network.Dispose();
    }

    private void Step(ImageBatch batch)
    {
        using var scope = NewDisposeScope();
        _optimizer.zero_grad();
        nn.functional.cross_entropy(_network.call(batch.Images), batch.Labels).backward();
        _optimizer.step();
    }

    private static ImageArray Noise()
    {
        var random = new CounterRandom(seed: 1, epoch: 0, purpose: 0, index: 0);
        var pixels = new byte[Images * 28 * 28];
        foreach (ref var pixel in pixels.AsSpan())
            pixel = (byte)random.NextBits();
        var labels = new long[Images];
        for (var image = 0; image < Images; image++)
            labels[image] = image % 10;
        return new ImageArray(pixels, labels, channels: 1, height: 28, width: 28, FashionMnist.ClassNames);
    }
}
