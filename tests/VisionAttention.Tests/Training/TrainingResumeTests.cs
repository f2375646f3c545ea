using VisionAttention.Data;
using VisionAttention.Training;
using VisionAttention.Training.Runs;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Training;

public class TrainingResumeTests
{
    private const int Steps = 24; // 2 epochs of 100 images in batches of 4, two batches a step

    [Theory]
    [InlineData(OptimizerKind.AdamW, Precision.Float32, 1)]
    [InlineData(OptimizerKind.AdamW, Precision.Float32, 47)]
    [InlineData(OptimizerKind.Sgd, Precision.Float32, 31)]
    [InlineData(OptimizerKind.AdamW, Precision.BFloat16, 17)]
    [InlineData(OptimizerKind.Sgd, Precision.BFloat16, 26)]
    public void A_run_that_is_broken_off_in_a_batch_and_goes_on_gives_the_same_bits(OptimizerKind optimizer, Precision precision, int brokenBatch)
    {
        var options = TinyTraining.Everything(optimizer, precision);
        using var images = TinyTraining.Images(100);
        using var unbrokenFolder = new TinyTraining.Folder();
        using var brokenFolder = new TinyTraining.Folder();
        using var never = new TinyTraining.Tripwire(0, () => { });
        using var unbroken = TinyTraining.Network(first: never);
        using (var run = TrainingRun.Start(unbrokenFolder.Path, options))
            Assert.Equal(Steps, Trainer.Fit(unbroken, images, images, TinyTraining.Plain, run, CPU)[^1].Step);

        using var stop = new CancellationTokenSource();
        using var wire = new TinyTraining.Tripwire(brokenBatch, stop.Cancel);
        using var broken = TinyTraining.Network(first: wire);
        using (var run = TrainingRun.Start(brokenFolder.Path, options))
            Assert.Throws<OperationCanceledException>(() => Trainer.Fit(broken, images, images, TinyTraining.Plain, run, CPU, cancellation: stop.Token));

        // Another model: everything must come from the checkpoint, the random numbers too.
        using var calm = new TinyTraining.Tripwire(0, () => { });
        using var resumed = TinyTraining.Network(first: calm);
        foreach (var parameter in resumed.parameters())
        {
            using var off = no_grad();
            parameter.fill_(3);
        }
        manual_seed(12345);
        using (var run = TrainingRun.Open(brokenFolder.Path))
        {
            Assert.Equal((brokenBatch - 1) / 2, run.Step);
            Trainer.Fit(resumed, images, images, TinyTraining.Plain, run, CPU);
        }
        Assert.Equal(TinyTraining.Bits(unbroken), TinyTraining.Bits(resumed));
        Assert.Equal(File.ReadAllBytes(unbrokenFolder["weights.safetensors"]), File.ReadAllBytes(brokenFolder["weights.safetensors"]));
        Assert.Equal(Reported(unbrokenFolder), Reported(brokenFolder));
    }

    [Fact]
    public void A_run_with_a_folder_gives_the_weights_of_one_without()
    {
        var options = TinyTraining.Everything(OptimizerKind.AdamW) with { Workers = 2 };
        using var images = TinyTraining.Images(60);
        using var folder = new TinyTraining.Folder();
        using var with = TinyTraining.Network();
        using var without = TinyTraining.Network();
        using (var run = TrainingRun.Start(folder.Path, options))
            Trainer.Fit(with, images, images, TinyTraining.Plain, run, CPU);
        Trainer.Fit(without, images, images, TinyTraining.Plain, options with { Workers = 1 }, CPU);
        Assert.Equal(TinyTraining.Bits(without), TinyTraining.Bits(with));
    }

    [Fact]
    public void A_finished_run_that_is_resumed_stays_as_it_is()
    {
        using var images = TinyTraining.Images(40);
        using var folder = new TinyTraining.Folder();
        using var network = TinyTraining.Network();
        using (var run = TrainingRun.Start(folder.Path, TinyTraining.Everything(OptimizerKind.AdamW)))
            Trainer.Fit(network, images, images, TinyTraining.Plain, run, CPU);
        var (weights, metrics) = (File.ReadAllBytes(folder["weights.safetensors"]), File.ReadAllText(folder["metrics.csv"]));
        using (var run = TrainingRun.Open(folder.Path))
            Assert.Empty(Trainer.Fit(network, images, images, TinyTraining.Plain, run, CPU));
        Assert.Equal(weights, File.ReadAllBytes(folder["weights.safetensors"]));
        Assert.Equal(metrics, File.ReadAllText(folder["metrics.csv"]));
    }

    [Fact]
    public void A_run_broken_off_while_it_is_evaluated_makes_up_for_the_report()
    {
        using var images = TinyTraining.Images(40);
        using var folder = new TinyTraining.Folder();
        using var network = TinyTraining.Network();
        var options = TinyTraining.Everything(OptimizerKind.AdamW) with { Epochs = 1, EvaluationsPerEpoch = 1 };
        using var stop = new CancellationTokenSource();
        var heldOut = new StoppingSource(images, stop);
        using (var run = TrainingRun.Start(folder.Path, options))
            Assert.Throws<OperationCanceledException>(() => Trainer.Fit(network, images, heldOut, TinyTraining.Plain, run, CPU, cancellation: stop.Token));
        Assert.Empty(RunRecord.Read(folder.Path).Reports);
        using (var run = TrainingRun.Open(folder.Path))
            Assert.Single(Trainer.Fit(network, images, images, TinyTraining.Plain, run, CPU));
        var record = RunRecord.Read(folder.Path);
        Assert.Equal(5, Assert.Single(record.Reports).Step);
        Assert.True(record.IsFinished);
    }

    // Times differ from run to run, nothing else may.
    private static List<TrainingProgress> Reported(TinyTraining.Folder folder) =>
        [.. RunRecord.Read(folder.Path).Reports.Select(report => report with { ImagesPerSecond = 0, Seconds = 0, SecondsLeft = 0 })];

    private sealed class StoppingSource(LabelledImages images, CancellationTokenSource stop) : IImageSource
    {
        public long Count => images.Count;

        public int Channels => images.Channels;

        public int Height => images.Height;

        public int Width => images.Width;

        public IReadOnlyList<string> ClassNames => images.ClassNames;

        public long Label(long index) => images.Label(index);

        public void Read(long index, Span<byte> pixels)
        {
            stop.Cancel();
            images.Read(index, pixels);
        }
    }
}
