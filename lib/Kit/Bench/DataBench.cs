using System.Diagnostics;
using TorchSharp;
using VisionAttention.Attention;
using VisionAttention.Data;
using VisionAttention.Models;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Bench;

/// <summary>How many images a second the loader prepares with one worker, beside how many the full-attention ResNet-26 of lesson 09 trains on.</summary>
internal static class DataBench
{
    private const int WarmUps = 2;
    private const int Rounds = 9;
    private const int StepsOfARound = 4;
    private const int BatchesOfARound = 400;

    private static readonly Augmentation All = new()
    {
        CropPadding = 2, Flips = true, RotationDegrees = 10, Brightness = 0.2, Contrast = 0.2, ErasingProbability = 0.25, ErasesWithNoise = true,
        RandAugmentOperations = 2, MixUpAlpha = 0.8, CutMixAlpha = 1,
    };

    /// <summary>Measures.</summary>
    public static BenchReport Run(Action<string> tell, CancellationToken cancellation)
    {
        var threads = Environment.ProcessorCount;
        torch.set_num_threads(threads);
        using var work = new DataWork();
        var figures = new List<Figure>
        {
            Rate("data/memory/plain", work, DataWork.InMemory, augmentation: null, tell, cancellation),
            Rate("data/memory/fashion-mnist", work, DataWork.InMemory, Augmentation.ForFashionMnist, tell, cancellation),
            Rate("data/memory/everything", work, DataWork.InMemory, All, tell, cancellation),
            Rate("data/shapes/plain", work, DataWork.OnTheFly, augmentation: null, tell, cancellation),
            Fed(work, tell, cancellation),
        };
        return new BenchReport(
            $"{BenchReport.ThisMachine}, {Counted.Text(threads, "thread")}",
            $"libtorch {torch.__version__}; ours: the loader with 1 worker; peer: training steps of the full-attention ResNet-26, width 0.25; images of 1×28×28, batch {DataWork.Batch}",
            figures);
    }

    // A round of loading, a round of training, and so on, so that whatever else the machine does falls on both.
    private static Figure Rate(string name, DataWork work, IImageSource source, Augmentation? augmentation, Action<string> tell, CancellationToken cancellation)
    {
        tell($"{name}: loading and training in turn");
        var (loading, training) = (new List<double>(), new List<double>());
        for (var round = 0; round < WarmUps + Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var loaded = DataWork.Load(source, augmentation, BatchesOfARound);
            var trained = work.Train(StepsOfARound);
            if (round < WarmUps)
                continue;
            loading.Add(loaded);
            training.Add(trained);
        }
        return new Figure(name, Figure.Median(loading), Figure.Median(training), "images/s") { Ratio = Figure.Median(loading.Zip(training, (loaded, trained) => loaded / trained)) };
    }

    private static Figure Fed(DataWork work, Action<string> tell, CancellationToken cancellation)
    {
        tell("training steps fed by the loader, and without it, in turn");
        var pairs = new Pairs();
        for (var round = 0; round < WarmUps + Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var fed = DataWork.Batch / work.TrainFed(StepsOfARound, Augmentation.ForFashionMnist);
            var alone = DataWork.Batch / work.Train(StepsOfARound);
            if (round >= WarmUps)
                pairs.Add(fed, alone);
        }
        return pairs.Measured("data/step/fed-by-the-loader", "peer: the same step on one batch that lies there");
    }

}

/// <summary>The network of lesson 09 with its optimiser, one batch, and sources of images of its size.</summary>
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
        var random = new KeyedRandom(seed: 1, epoch: 0, purpose: 0, index: 0);
        var pixels = new byte[Images * 28 * 28];
        foreach (ref var pixel in pixels.AsSpan())
            pixel = (byte)random.NextBits();
        var labels = new long[Images];
        for (var image = 0; image < Images; image++)
            labels[image] = image % 10;
        return new ImageArray(pixels, labels, channels: 1, height: 28, width: 28, FashionMnist.ClassNames);
    }
}
