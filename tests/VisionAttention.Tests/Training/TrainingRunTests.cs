using VisionAttention.Tests.Tensors;
using VisionAttention.Training;
using VisionAttention.Training.Runs;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Training;

public class TrainingRunTests
{
    [Fact]
    public void A_run_leaves_its_record()
    {
        using var folder = new TinyTraining.Folder();
        Train(folder, TinyTraining.Everything(OptimizerKind.Sgd), about: new() { ["model"] = "tiny" });
        var record = RunRecord.Read(folder.Path);
        Assert.True(record.IsFinished);
        Assert.Equal("tiny", record.About["model"]);
        Assert.Equal([3, 5, 8, 10], record.Reports.Select(report => report.Step));
        Assert.All(record.Reports, report => Assert.InRange(report.TestAccuracy!.Value, 0, 100));
        Assert.All(record.Reports, report => Assert.Null(report.TestTop5Accuracy));
        Assert.Equal([1, 1, 2, 2], record.Reports.Select(report => report.Epoch));
        Assert.Equal(80, record.Reports[^1].Images);
        Assert.Equal(record.Reports[^1].TestAccuracy, record.LastAccuracy);
        Assert.Equal(["dotnet", "libtorch", "processor", "threads"], record.Machine.Keys.Intersect(["dotnet", "libtorch", "processor", "threads"]).Order());
        Assert.Matches("^([0-9a-f]{40}|unknown)$", record.Machine["commit"]);
        var confusion = File.ReadAllLines(folder["confusion.csv"]);
        Assert.Equal("true class \\ predicted class,class 0,class 1", confusion[0]);
        Assert.Equal(40, confusion.Skip(1).SelectMany(line => line.Split(',').Skip(1)).Sum(int.Parse));
    }

    [Fact]
    public void Runs_are_listed_and_compared_by_what_differs()
    {
        using var root = new TinyTraining.Folder();
        using var images = TinyTraining.Images(16);
        foreach (var (name, rate) in new[] { ("b", 0.02), ("a", 0.01) })
        {
            using var network = TinyTraining.Network();
            using var run = TrainingRun.Start(root[name], TinyTraining.Everything(OptimizerKind.AdamW) with { LearningRate = rate });
            Trainer.Fit(network, images, images, TinyTraining.Plain, run, CPU);
        }
        Directory.CreateDirectory(root["notes"]);
        var runs = RunRecord.All(root.Path);
        Assert.Equal(["a", "b"], runs.Select(run => run.Name));
        Assert.Equal([("learningRate", "0.01", "0.02")], runs[0].DifferencesTo(runs[1]));
        Assert.Empty(RunRecord.All(root["nowhere"]));
    }

    [Fact]
    public void A_folder_takes_one_run_and_one_program()
    {
        using var folder = new TinyTraining.Folder();
        var options = new TrainingOptions();
        using (TrainingRun.Start(folder.Path, options))
            Assert.StartsWith("another program trains into ", Assert.Throws<IOException>(() => TrainingRun.Open(folder.Path)).Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "holds a run already: resume it or choose another folder",
            Assert.Throws<ArgumentException>(() => TrainingRun.Start(folder.Path, options)).Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "holds no training run: it has no options.json",
            Assert.Throws<InvalidDataException>(() => TrainingRun.Open(folder["elsewhere"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_after_the_checkpoint_and_half_rows_are_cut_off_when_a_run_goes_on()
    {
        using var folder = new TinyTraining.Folder();
        Train(folder, TinyTraining.Everything(OptimizerKind.Sgd));
        var whole = File.ReadAllText(folder["metrics.csv"]);
        File.AppendAllText(folder["metrics.csv"], whole.Split('\n')[^2] + "\n11,12,0.");
        Assert.Equal(5, RunRecord.Read(folder.Path).Reports.Count);
        Continue(folder);
        Assert.Equal(whole, File.ReadAllText(folder["metrics.csv"]));
        File.WriteAllLines(folder["metrics.csv"], whole.Split('\n')[..3]);
        Assert.EndsWith(
            "has 2 whole rows, the checkpoint was written after 4: put the file back or begin anew",
            Assert.Throws<InvalidDataException>(() => Continue(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_were_changed_and_images_that_are_others_are_refused()
    {
        using var folder = new TinyTraining.Folder();
        Train(folder, TinyTraining.Everything(OptimizerKind.Sgd));
        using (var images = TinyTraining.Images(48))
        using (var network = TinyTraining.Network())
        using (var run = TrainingRun.Open(folder.Path))
        {
            Assert.EndsWith(
                "is of a run of 10 steps, these images make 12: give the same images",
                Assert.Throws<InvalidDataException>(() => Trainer.Fit(network, images, images, TinyTraining.Plain, run, CPU)).Message, StringComparison.Ordinal);
        }
        File.WriteAllText(folder["options.json"], File.ReadAllText(folder["options.json"]).Replace("\"epochs\": 2", "\"epochs\": 3", StringComparison.Ordinal));
        Assert.EndsWith(
            "is not what the checkpoint was made with: put the old settings back, or begin a new run",
            Assert.Throws<InvalidDataException>(() => TrainingRun.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_that_is_no_number_ends_the_run_with_step_rate_and_checkpoint()
    {
        using var folder = new TinyTraining.Folder();
        using var images = TinyTraining.Images(40);
        TorchSharp.Modules.Sequential? spoilt = null;
        using var wire = new TinyTraining.Tripwire(atCall: 5, () => Spoil(spoilt!));
        using var network = spoilt = TinyTraining.Network(first: wire);
        using var run = TrainingRun.Start(folder.Path, TinyTraining.Everything(OptimizerKind.AdamW) with { CheckpointSteps = 1 });
        var error = Assert.Throws<InvalidOperationException>(() => Trainer.Fit(network, images, images, TinyTraining.Plain, run, CPU));
        Assert.Matches(
            @"^the loss of step 3 is NaN at learning rate 0\.00\d+: lower the learning rate or lengthen the warm-up; .* has a checkpoint of step 2$", error.Message);

        static void Spoil(nn.Module model)
        {
            using var off = no_grad();
            foreach (var parameter in model.parameters())
                parameter.fill_(float.NaN);
        }
    }

    [Fact]
    public void A_run_that_goes_on_keeps_the_threads_that_it_began_with()
    {
        using var folder = new TinyTraining.Folder();
        using (var others = new BusyPrograms())
            Train(folder, TinyTraining.Everything(OptimizerKind.Sgd) with { Threads = 0 });

        using var run = TrainingRun.Open(folder.Path);

        Assert.Equal(1, run.Threads);
        Assert.Empty(run.Notes);
    }

    [Fact]
    public void A_run_is_trained_with_once()
    {
        using var folder = new TinyTraining.Folder();
        using var images = TinyTraining.Images(16);
        using var network = TinyTraining.Network();
        using var run = TrainingRun.Start(folder.Path, TinyTraining.Everything(OptimizerKind.Sgd));
        Trainer.Fit(network, images, images, TinyTraining.Plain, run, CPU);
        Assert.EndsWith(
            "has been trained with: dispose it and open it again to go on",
            Assert.Throws<InvalidOperationException>(() => Trainer.Fit(network, images, images, TinyTraining.Plain, run, CPU)).Message, StringComparison.Ordinal);
    }

    internal static void Train(TinyTraining.Folder folder, TrainingOptions options, Dictionary<string, string>? about = null)
    {
        using var images = TinyTraining.Images(40);
        using var network = TinyTraining.Network();
        using var run = TrainingRun.Start(folder.Path, options, about);
        Trainer.Fit(network, images, images, TinyTraining.Plain, run, CPU);
    }

    internal static void Continue(TinyTraining.Folder folder, ResumeFrom from = ResumeFrom.Latest)
    {
        using var images = TinyTraining.Images(40);
        using var network = TinyTraining.Network();
        using var run = TrainingRun.Open(folder.Path, from);
        Trainer.Fit(network, images, images, TinyTraining.Plain, run, CPU);
    }
}
