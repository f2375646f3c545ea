using VisionAttention.Training;
using VisionAttention.Training.Runs;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Training;

/// <summary>A training run as a program of its own, to be killed: the test program does this when it is started with a folder.</summary>
internal static class TrainingProcess
{
    /// <summary>The argument before the folder.</summary>
    public const string Argument = "train";

    /// <summary>Begins a run in a folder, or goes on with the one that is there; a checkpoint after every step.</summary>
    public static int Run(string folder)
    {
        var options = TinyTraining.Everything(OptimizerKind.AdamW) with { Epochs = 24, CheckpointSteps = 1, Threads = 1 };
        using var images = TinyTraining.Images(320);
        // A line for each batch, so that the killer knows how far it is.
        using var announcer = new TinyTraining.Tripwire(atCall: 0, () => { }) { EachCall = () => Console.WriteLine("batch") };
        using var network = TinyTraining.Network(first: announcer);
        using var run = RunRecord.IsRun(folder) ? TrainingRun.Open(folder) : TrainingRun.Start(folder, options);
        Console.WriteLine(run.Step);
        Trainer.Fit(network, images, images, TinyTraining.Plain, run, CPU);
        return 0;
    }
}
