using TorchSharp;
using VisionAttention.Data;
using VisionAttention.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Tests.Training;

public class TrainerTests
{
    private static readonly Normalisation Plain = new(0.5, 0.5);

    [Fact]
    public void A_small_network_learns_bright_from_dark()
    {
        using var set = BrightAndDark(120);
        using var network = Network();
        var options = new TrainingOptions { Epochs = 4, BatchSize = 12, LearningRate = 0.02 };
        var reports = Trainer.Fit(network, set, set, Plain, options, CPU);
        Assert.Equal(40, reports[^1].Step);
        Assert.InRange(Evaluation.Of(network, set, Plain, CPU, batchSize: 7).Accuracy, 95, 100);
        Assert.True(reports[^1].Loss < reports[0].Loss);
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights()
    {
        using var set = BrightAndDark(40);
        float[] Weights(long seed)
        {
            using var network = Network();
            Trainer.Fit(network, set, set, Plain, new TrainingOptions { BatchSize = 8, Seed = seed }, CPU);
            return [.. network.parameters().SelectMany(parameter => parameter.detach().data<float>().ToArray())];
        }

        Assert.Equal(Weights(1), Weights(1));
        Assert.NotEqual(Weights(1), Weights(2));
    }

    [Fact]
    public void A_cancelled_run_stops_between_two_steps()
    {
        using var set = BrightAndDark(400);
        using var network = Network();
        using var source = new CancellationTokenSource();
        var watch = new ProgressHandler<TrainingProgress>(_ => source.Cancel());
        Assert.Throws<OperationCanceledException>(() => Trainer.Fit(network, set, set, Plain, new TrainingOptions { BatchSize = 4 }, CPU, watch, source.Token));
    }

    [Fact]
    public void Steps_leave_no_tensors_behind()
    {
        using var set = BrightAndDark(400);
        using var network = Network();
        var options = new TrainingOptions { BatchSize = 4 };
        Trainer.Fit(network, set, set, Plain, options, CPU);
        CollectGarbage(); // what earlier tests left behind
        var before = Tensor.TotalCount;
        Trainer.Fit(network, set, set, Plain, options, CPU);
        CollectGarbage();
        Assert.InRange(Tensor.TotalCount - before, -1000, 20);
    }

    [Fact]
    public void The_learning_rate_rises_then_falls_to_nothing()
    {
        var options = new TrainingOptions { LearningRate = 0.4, WarmUp = 0.25 };
        var rates = Enumerable.Range(0, 100).Select(step => options.LearningRateAt(step, 100)).ToArray();
        Assert.True(rates[0] is > 0 and < 0.05);
        Assert.InRange(rates.Max(), 0.39, 0.4);
        Assert.InRange(Array.IndexOf(rates, rates.Max()), 24, 26);
        Assert.InRange(rates[^1], 0, 0.001);
    }

    [Theory]
    [InlineData(0, 4, 0.1, "epochs 0 is not above 0")]
    [InlineData(1, 0, 0.1, "batchSize 0 is not above 0")]
    [InlineData(1, 4, -0.1, "learningRate -0.1 is not above 0")]
    [InlineData(1, 99, 0.1, "batchSize 99 is above 8, the number of training images")]
    public void Settings_that_no_run_could_follow_are_refused(int epochs, int batchSize, double learningRate, string expected)
    {
        using var set = BrightAndDark(8);
        using var network = Network();
        var options = new TrainingOptions { Epochs = epochs, BatchSize = batchSize, LearningRate = learningRate };
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => Trainer.Fit(network, set, set, Plain, options, CPU)).Message);
    }

    [Fact]
    public void Evaluation_counts_every_image_once_and_puts_the_mode_back()
    {
        using var set = BrightAndDark(31);
        using var network = Network();
        var result = Evaluation.Of(network, set, Plain, CPU, batchSize: 8);
        Assert.Equal(31, result.Confusion.Cast<long>().Sum());
        Assert.Equal(31, result.Predictions.Length);
        Assert.True(network.training);
    }

    [Fact]
    public void Normalisation_measures_what_the_tensor_library_measures()
    {
        manual_seed(9);
        var images = randint(0, 256, [5, 1, 3, 7], dtype: uint8);
        var measured = Normalisation.Of(images);
        var floats = images.to(float64) / 255;
        Assert.Equal(floats.mean().ToDouble(), measured.Mean, 10);
        Assert.Equal(floats.std(unbiased: false).ToDouble(), measured.Deviation, 10);
    }

    private static LabelledImages BrightAndDark(int count)
    {
        manual_seed(7);
        var labels = arange(count).remainder(2);
        var noise = randint(0, 100, [count, 1, 4, 4], dtype: uint8);
        return new LabelledImages(noise + (labels * 120).to(uint8).reshape(count, 1, 1, 1), labels, ["dark", "bright"]);
    }

    private static void CollectGarbage()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private static TorchSharp.Modules.Sequential Network()
    {
        manual_seed(11);
        return Sequential(Flatten(), Linear(16, 8), ReLU(), Linear(8, 2));
    }
}
