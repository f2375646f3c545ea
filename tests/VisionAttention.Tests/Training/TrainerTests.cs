using TorchSharp;
using VisionAttention.Data;
using VisionAttention.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Tests.Training;

public class TrainerTests
{
    [Fact]
    public void A_small_network_learns_bright_from_dark()
    {
        using var set = TinyTraining.Images(120);
        using var network = Network();
        var options = new TrainingOptions { Epochs = 4, BatchSize = 12, LearningRate = 0.02 };
        var reports = Trainer.Fit(network, set, set, TinyTraining.Plain, options, CPU);
        Assert.Equal(40, reports[^1].Step);
        Assert.InRange(Evaluation.Of(network, set, TinyTraining.Plain, CPU, batchSize: 7).Accuracy, 95, 100);
        Assert.True(reports[^1].Loss < reports[0].Loss);
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights()
    {
        using var set = TinyTraining.Images(40);
        float[] Weights(long seed)
        {
            using var network = Network();
            Trainer.Fit(network, set, set, TinyTraining.Plain, new TrainingOptions { BatchSize = 8, Seed = seed }, CPU);
            return [.. network.parameters().SelectMany(parameter => parameter.detach().data<float>().ToArray())];
        }

        Assert.Equal(Weights(1), Weights(1));
        Assert.NotEqual(Weights(1), Weights(2));
    }

    [Fact]
    public void Evaluation_counts_every_image_once_and_puts_the_mode_back()
    {
        using var set = TinyTraining.Images(31);
        using var network = Network();
        var result = Evaluation.Of(network, set, TinyTraining.Plain, CPU, batchSize: 8);
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

    private static TorchSharp.Modules.Sequential Network()
    {
        manual_seed(11);
        return Sequential(Flatten(), Linear(16, 8), ReLU(), Linear(8, 2));
    }
}
