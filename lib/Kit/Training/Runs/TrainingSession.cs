using Plotly.NET.CSharp;
using TorchSharp;
using VisionAttention.Charts;
using VisionAttention.Kit.Training.Data;
using VisionAttention.Kit.Training.Models;
using VisionAttention.Kit.Training.Showing;
using VisionAttention.Training;
using VisionAttention.Training.Runs;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Training.Runs;

/// <summary>Makes a run, or goes on with it: images, model, weights, and then the trainer.</summary>
internal static class TrainingSession
{
    /// <summary>Runs to the end.</summary>
    /// <exception cref="OperationCanceledException">It was stopped; the folder has a checkpoint of the last finished step.</exception>
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
            throw new ArgumentException(
                $"the model is for {model.Channels} channels and {model.Classes} classes, the images have {data.Train.Channels} and {data.Train.ClassNames.Count}: has the data set changed?");
    }
}
