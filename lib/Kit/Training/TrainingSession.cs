using Plotly.NET.CSharp;
using TorchSharp;
using VisionAttention.Lessons;
using VisionAttention.Training;
using VisionAttention.Training.Runs;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Training;

/// <summary>Makes a run, or goes on with it: images, model, weights, and then the trainer.</summary>
internal static class TrainingSession
{
    /// <summary>Runs to the end.</summary>
    public static RunRecord Run(TrainingRequest request, string root, Device device, ITrainingDisplay display, CancellationToken cancellation)
    {
        display.Say($"reading {request.Data.Name}");
        var data = DataChoice.Load(root, request.Data);
        var isBegun = request.Resume is not null && RunRecord.IsRun(request.Folder);
        var model = isBegun ? request.Model : request.Model.For(data.Train.Channels, data.Image, data.Train.ClassNames.Count);
        model.Check();
        CheckImages(model, data);
        cancellation.ThrowIfCancellationRequested();

        using var run = isBegun ? TrainingRun.Open(request.Folder, request.Resume!.Value) : TrainingRun.Start(request.Folder, request.Options, request.Words);
        foreach (var note in run.Notes)
            display.Say($"note: {note}; the last bits may differ from an unbroken run");
        if (!isBegun)
        {
            model.Write(request.Folder);
            RunData.Of(request.Data, data).Write(request.Folder);
        }
        random.manual_seed(run.Options.Seed);
        using var network = model.Build();
        if (request.From is { } weights && run.Step == 0)
            display.Say(PretrainedWeights.Load(network, model, weights, data.Train.ClassNames));
        using var frozen = request.FreezesBackbone ? FrozenBackbone.Of(network, model.Head) : null;
        network.to(device);
        display.Begin(request.Folder, model, run, network);
        Trainer.Fit(network, data.Train, data.Test, data.Normalisation, run, device, new ProgressHandler<TrainingProgress>(display.Report), cancellation);
        var record = RunRecord.Read(request.Folder);
        TrainingCurves.Of(record.Options.BatchSize * record.Options.AccumulationSteps, (record.Name, record.Reports)).SaveHtml(Path.Combine(record.Folder, RunFiles.Curves));
        return record;
    }

    private static void CheckImages(ModelRecipe model, LoadedData data)
    {
        if (model.Channels != data.Train.Channels || model.Classes != data.Train.ClassNames.Count)
        {
            throw new ArgumentException(
                $"the model is for {model.Channels} channels and {model.Classes} classes, the images have {data.Train.Channels} and {data.Train.ClassNames.Count}: has the data set changed?");
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
/// <param name="FreezesBackbone">Whether only the classifier is trained.</param>
/// <param name="Words">What was asked for, to be kept with the run.</param>
internal sealed record TrainingRequest(
    string Folder, ModelRecipe Model, TrainingOptions Options, DataRequest Data, ResumeFrom? Resume, string? From, bool FreezesBackbone, IReadOnlyDictionary<string, string> Words);
