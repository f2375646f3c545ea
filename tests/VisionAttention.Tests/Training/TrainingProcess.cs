using VisionAttention.Training;
using VisionAttention.Training.Runs;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Training;

/// <summary>A training run as a program of its own, to be killed: the test program does this when it is started with a folder and a number of batches.</summary>
internal static class TrainingProcess
{
    /// <summary>The argument before the folder.</summary>
    public const string Argument = "train";

    /// <summary>Begins a run in a folder, or goes on with the one that is there; a checkpoint after every step.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="mostBatches">After so many batches it waits to be killed, so that how far it comes is no matter of the machine's speed; 0 to run to the end.</param>
    public static int Run(string folder, int mostBatches)
    {
        var options = TinyTraining.Everything(OptimizerKind.AdamW) with { Epochs = 12, CheckpointSteps = 1, Threads = 1 };
        using var images = TinyTraining.Images(320);
        // A line for each batch, so that the killer knows how far it is.
        using var announcer = new TinyTraining.Tripwire(atCall: 0, () => { }) { EachCall = Announce };
        using var network = TinyTraining.Network(first: announcer);
        using var run = RunRecord.IsRun(folder) ? TrainingRun.Open(folder) : TrainingRun.Start(folder, options);
        Console.WriteLine(run.Step);
        Trainer.Fit(network, images, images, TinyTraining.Plain, run, CPU);
        return 0;

        void Announce()
        {
            Console.WriteLine("batch");
            if (--mostBatches == 0)
                Thread.Sleep(Timeout.Infinite);
        }
    }
}
