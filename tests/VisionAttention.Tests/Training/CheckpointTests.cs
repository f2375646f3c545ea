using VisionAttention.Training;
using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Training;

public class CheckpointTests
{
    private const string Last = "checkpoint.safetensors";
    private const string Previous = "checkpoint.previous.safetensors";

    [Fact]
    public void A_checkpoint_holds_weights_optimiser_average_generator_and_words()
    {
        using var folder = new TinyTraining.Folder();
        TrainingRunTests.Train(folder, TinyTraining.Everything(OptimizerKind.AdamW));
        using var file = SafetensorsFile.Open(folder[Last]);
        foreach (var name in (string[])["model.0.weight", "model.1.running_mean", "optimizer.0.weight.mean", "optimizer.0.weight.square", "optimizer.0.weight.updates", "average.0.weight", "generator"])
            Assert.True(file.Contains(name), name);
        Assert.Contains("\"step\": 10", file.Metadata["checkpoint"], StringComparison.Ordinal);
        Assert.Contains("\"libtorch\"", file.Metadata["checkpoint"], StringComparison.Ordinal);
        Assert.Contains("\"batchSize\": 4", file.Metadata["checkpoint"], StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{64}$", file.Metadata["sha256"]);
    }

    [Fact]
    public void Every_changed_or_missing_byte_is_noticed()
    {
        using var folder = new TinyTraining.Folder();
        TrainingRunTests.Train(folder, TinyTraining.Everything(OptimizerKind.Sgd));
        var whole = File.ReadAllBytes(folder[Last]);
        var random = new Random(5);
        // Some in the first thousand, where lengths, names and words are, the rest anywhere.
        for (var trial = 0; trial < 120; trial++)
        {
            var damaged = whole.ToArray();
            var place = random.Next(trial < 60 ? 1000 : whole.Length);
            damaged[place] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(folder[Last], damaged);
            Refused($"byte {place}");
        }
        foreach (var length in (int[])[0, 7, 500, whole.Length - 1])
        {
            File.WriteAllBytes(folder[Last], whole[..length]);
            Refused($"length {length}");
        }
        File.WriteAllBytes(folder[Last], whole);
        TrainingRun.Open(folder.Path).Dispose();

        void Refused(string damage)
        {
            var error = Record.Exception(() => TrainingRun.Open(folder.Path).Dispose());
            Assert.True(error is InvalidDataException, $"{damage}: {error}");
            Assert.Contains(Last, error.Message, StringComparison.Ordinal);
            Assert.EndsWith($"{Previous}, the one before it, of step 5, is whole: resume from the previous checkpoint", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public void A_run_goes_on_from_the_previous_checkpoint_to_the_same_bits()
    {
        using var folder = new TinyTraining.Folder();
        TrainingRunTests.Train(folder, TinyTraining.Everything(OptimizerKind.AdamW));
        var (weights, rows) = (File.ReadAllBytes(folder["weights.safetensors"]), File.ReadAllLines(folder["metrics.csv"]).Length);
        File.WriteAllText(folder[Last], "damaged");
        TrainingRunTests.Continue(folder, ResumeFrom.Previous);
        Assert.Equal(weights, File.ReadAllBytes(folder["weights.safetensors"]));
        Assert.Equal(rows, File.ReadAllLines(folder["metrics.csv"]).Length);
        Assert.Equal("damaged", File.ReadAllText(folder["checkpoint.damaged.safetensors"]));

        // Killed between the two renamings: the last is missing, the one before it is whole.
        File.Delete(folder[Last]);
        TrainingRunTests.Continue(folder);
        Assert.Equal(weights, File.ReadAllBytes(folder["weights.safetensors"]));
    }

    [Fact]
    public void A_checkpoint_of_another_model_leaves_the_model_as_it_is()
    {
        using var folder = new TinyTraining.Folder();
        TrainingRunTests.Train(folder, TinyTraining.Everything(OptimizerKind.AdamW));
        using var images = TinyTraining.Images(40);
        using var other = nn.Sequential(nn.Flatten(), nn.Linear(16, 2));
        var before = TinyTraining.Bits(other);
        using var run = TrainingRun.Open(folder.Path);
        var error = Assert.Throws<InvalidDataException>(() => Trainer.Fit(other, images, images, TinyTraining.Plain, run, CPU));
        Assert.EndsWith("checkpoint.safetensors does not fit the model: model.1.weight is [8], here it is [2, 16]", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, TinyTraining.Bits(other));
    }

    [Fact]
    public void Both_checkpoints_damaged_say_so()
    {
        using var folder = new TinyTraining.Folder();
        TrainingRunTests.Train(folder, TinyTraining.Everything(OptimizerKind.AdamW));
        File.WriteAllText(folder[Last], "damaged");
        File.WriteAllText(folder[Previous], "damaged");
        Assert.EndsWith(
            "is damaged, too, so the run must begin anew", Assert.Throws<InvalidDataException>(() => TrainingRun.Open(folder.Path)).Message, StringComparison.Ordinal);
        File.Delete(folder[Previous]);
        Assert.EndsWith(
            "there is no checkpoint before it, so the run must begin anew",
            Assert.Throws<InvalidDataException>(() => TrainingRun.Open(folder.Path)).Message, StringComparison.Ordinal);
    }
}
