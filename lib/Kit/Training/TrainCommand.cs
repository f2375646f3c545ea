using System.CommandLine;
using VisionAttention.Data;
using VisionAttention.Kit.Platform;
using VisionAttention.Training.Runs;

namespace VisionAttention.Kit.Training;

/// <summary>kit train: a run from the first step to weights.safetensors, or on from its checkpoint.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal)
    {
        var words = new TrainCliOptions();
        var command = new Command(
            "train",
            "Trains a model and keeps a record with checkpoints in a folder; the final weights are DIR/weights.safetensors.\n"
            + "Ctrl-C ends it with a checkpoint, from which --resume goes on as if nothing had been.");
        words.AddTo(command);
        command.SetAction(parsed => Run(
            words.Existing(parsed) is { } folder ? words.Continue(parsed, folder) : words.Begin(parsed), parsed, words, terminal));
        return command;
    }

    /// <summary>Makes a run that has been asked for.</summary>
    public static int Run(TrainingRequest request, ParseResult parsed, TrainCliOptions words, Terminal terminal)
    {
        ITrainingDisplay display = parsed.GetValue(words.Json) ? new JsonDisplay(terminal.Out, terminal.Error)
            : terminal.IsTerminal ? new LiveDisplay(terminal.Out)
            : new PlainDisplay(terminal.Out);
        if (request.Resume is not null && RunPlaces.IsFinished(request.Folder))
        {
            display.Say($"{request.Folder} is finished already");
            display.End(RunRecord.Read(request.Folder));
            return 0;
        }
        var device = words.Device.Device(parsed);
        var root = words.Data.Root(parsed) ?? DataSetManifest.FindRoot();
        try
        {
            display.End(display.Show(() => TrainingSession.Run(request, root, device, display, terminal.Cancellation)));
            return 0;
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine(RunRecord.IsRun(request.Folder)
                ? $"kit: stopped with a checkpoint; go on with: ./kit train --resume --out {request.Folder}"
                : "kit: stopped before the first step");
            return ExitCode.Stopped;
        }
    }
}
