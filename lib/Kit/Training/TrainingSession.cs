using Plotly.NET.CSharp;
using TorchSharp;
using VisionAttention.Lessons;
using VisionAttention.Tensors;
using VisionAttention.Training.Runs;
using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Training;

/// <summary>Makes a run, or goes on with it: images, model, weights, and then the trainer.</summary>
internal static class TrainingSession
{
    /// <summary>Runs to the end.</summary>
    public static RunRecord Run(TrainingRequest request, string root, Device device, ITrainingDisplay display, CancellationToken cancellation)
    {
        display.Say($"reading {request.Data.Name}");
        var data = DataChoice.Load(root, request.Data, say: display.Say);
        var isBegun = request.Resume is not null && RunRecord.IsRun(request.Folder);
        var model = isBegun ? request.Model : request.Model.For(data.Train.Channels, data.Image, data.Train.ClassNames.Count);
        model.Check();
        CheckImages(request.Data.Name, model, data);
        var options = request.ShrinksBatch ? request.Options with { BatchSize = (int)Math.Min(request.Options.BatchSize, data.Train.Count) } : request.Options;
        // Before there is a folder.
        _ = new RunLength(options, data.Train.Count);
        cancellation.ThrowIfCancellationRequested();

        using var run = isBegun ? TrainingRun.Open(request.Folder, request.Resume!.Value) : TrainingRun.Start(request.Folder, options, request.Words);
        foreach (var note in run.Notes)
            display.Say($"note: {note}; the last bits may differ from an unbroken run");
        try
        {
            return Train(request, model, data, run, isBegun, device, display, cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !isBegun && !run.HasStepped)
        {
            // What could never be trained is no run.
            run.Withdraw();
            throw;
        }
    }

    private static RunRecord Train(
        TrainingRequest request, ModelRecipe model, LoadedData data, TrainingRun run, bool isBegun, Device device, ITrainingDisplay display, CancellationToken cancellation)
    {
        if (!isBegun)
        {
            model.Write(request.Folder);
            RunData.Of(request.Data, data).Write(request.Folder);
        }
        random.manual_seed(run.Options.Seed);
        using var network = model.Build();
        if (request.From is { } weights && run.Step == 0)
            display.Say(PretrainedWeights.Load(network, model, weights, request.Key, data.Train.ClassNames));
        using var frozen = request.FreezesBackbone ? FrozenBackbone.Of(network, model.Head) : null;
        network.to(device);
        display.Begin(request.Folder, model, run, network, data);
        Trainer.Fit(network, data.Train, data.Test, data.Normalisation, run, device, new ProgressHandler<TrainingProgress>(display.Report), cancellation);
        var record = RunRecord.Read(request.Folder);
        TrainingCurves.Of(record.Options.BatchSize * record.Options.AccumulationSteps, (record.Name, record.Reports)).SaveHtml(Path.Combine(record.Folder, RunFiles.Curves));
        return record;
    }

    private static void CheckImages(string name, ModelRecipe model, LoadedData data)
    {
        if (data.Train.ClassNames is [var only])
            throw new InvalidDataException($"{name} has a single class, {only}: there is nothing to tell apart. Fix: name a folder that holds a folder of images for each of two classes or more");
        if (model.Channels != data.Train.Channels || model.Classes != data.Train.ClassNames.Count)
        {
            throw new ArgumentException(
                $"the model is for {Counted.Text(model.Channels, "channel")} and {Counted.Text(model.Classes, "class")}, the images have {data.Train.Channels} and {data.Train.ClassNames.Count}: has the data set changed?");
        }
    }
}

/// <summary>A run that is to be made, or gone on with; nothing has been loaded.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Model">The model; its channels and classes are the data set's as far as they are known.</param>
/// <param name="Options">The recipe.</param>
/// <param name="Data">The images.</param>
/// <param name="Resume">Which checkpoint it goes on from; null to begin.</param>
/// <param name="From">Weights to begin with, null for fresh ones.</param>
/// <param name="Key">Which of several networks in that file; null for the only one.</param>
/// <param name="FreezesBackbone">Whether only the classifier is trained.</param>
/// <param name="Words">What was asked for, to be kept with the run.</param>
internal sealed record TrainingRequest(
    string Folder, ModelRecipe Model, TrainingOptions Options, DataRequest Data, ResumeFrom? Resume, string? From, string? Key, bool FreezesBackbone, IReadOnlyDictionary<string, string> Words)
{
    /// <summary>Whether the batches, whose size nobody named, are as small as the number of images asks for.</summary>
    public bool ShrinksBatch { get; init; }
}
