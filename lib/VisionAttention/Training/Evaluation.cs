using VisionAttention.Data;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Training;

/// <summary>How a model does on images it has not seen.</summary>
/// <param name="Accuracy">Share classified rightly, in percent.</param>
/// <param name="Predictions">The predicted class of each image.</param>
/// <param name="Confusion">Counts [true class, predicted class].</param>
public sealed record Evaluation(double Accuracy, long[] Predictions, long[,] Confusion)
{
    /// <summary>Classifies a set in evaluation mode; the model's mode is put back afterwards.</summary>
    /// <param name="model">Images [B, C, H, W] to logits [B, classes].</param>
    /// <param name="set">The images.</param>
    /// <param name="normalisation">As in training.</param>
    /// <param name="device">Where the model is.</param>
    /// <param name="batchSize">Images at a time. Small batches stay in the processor's cache.</param>
    /// <param name="cancellation">Ends it between two batches.</param>
    public static Evaluation Of(
        Module<Tensor, Tensor> model,
        LabelledImages set,
        Normalisation normalisation,
        Device device,
        int batchSize = 50,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(set);
        if (batchSize < 1)
            throw new ArgumentException($"batchSize {batchSize} is not above 0");
        var wasTraining = model.training;
        model.eval();
        try
        {
            using var gradOff = no_grad();
            var predictions = new long[set.Count];
            for (long start = 0; start < set.Count; start += batchSize)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var count = Math.Min(batchSize, set.Count - start);
                var logits = model.call(normalisation.Apply(set.Images.narrow(0, start, count), device));
                logits.argmax(1).cpu().data<long>().ToArray().CopyTo(predictions, start);
            }
            return Compare(set, predictions);
        }
        finally
        {
            model.train(wasTraining);
        }
    }

    private static Evaluation Compare(LabelledImages set, long[] predictions)
    {
        var labels = set.Labels.contiguous().data<long>().ToArray();
        var confusion = new long[set.ClassNames.Count, set.ClassNames.Count];
        long right = 0;
        for (var image = 0; image < labels.Length; image++)
        {
            confusion[labels[image], predictions[image]]++;
            right += labels[image] == predictions[image] ? 1 : 0;
        }
        return new Evaluation(100.0 * right / labels.Length, predictions, confusion);
    }
}
