using TorchSharp;
using VisionAttention.Data;

namespace VisionAttention.Kit.Bench.Data;

/// <summary>How many images a second the loader prepares with one worker, beside how many the full-attention ResNet-26 of lesson 08 trains on.</summary>
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
    /// <param name="tell">Gets a line on what is being measured.</param>
    /// <param name="cancellation">Stops between two measurements.</param>
    public static Report Run(Action<string> tell, CancellationToken cancellation)
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
        return new Report(
            $"{Machine.Description}, {threads} threads",
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
        return new Figure(name, Median(loading), Median(training), "images/s") { Ratio = Median(loading.Zip(training, (loaded, trained) => loaded / trained)) };
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

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
