using VisionAttention.Data;
using VisionAttention.Layers;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Training;

/// <summary>How a model does on images it has not seen.</summary>
/// <param name="Accuracy">Share classified rightly, in percent.</param>
/// <param name="Predictions">The predicted class of each image.</param>
/// <param name="Confusion">Counts [true class, predicted class].</param>
public sealed record Evaluation(double Accuracy, long[] Predictions, long[,] Confusion)
{
    // With five classes or fewer every class is among the best five.
    private const int Best = 5;

    /// <summary>Share whose true class is among the five with the largest logits, in percent; null with five classes or fewer.</summary>
    public double? Top5Accuracy { get; init; }

    /// <summary>Mean cross-entropy with the true class, without smoothing, in nats.</summary>
    public double Loss { get; init; }

    /// <summary>Classifies a set in evaluation mode; the model's mode is put back afterwards.</summary>
    /// <param name="model">Images [B, C, H, W] to logits [B, classes].</param>
    /// <param name="set">The images.</param>
    /// <param name="normalisation">As in training.</param>
    /// <param name="device">Where the model is.</param>
    /// <param name="batchSize">Images at a time. Small batches stay in the processor's cache.</param>
    /// <param name="cancellation">Ends it between two batches.</param>
    /// <exception cref="ArgumentException">No batch size, or a model with more classes than the images.</exception>
    public static Evaluation Of(
        Module<Tensor, Tensor> model,
        IImageSource set,
        Normalisation normalisation,
        Device device,
        int batchSize = 50,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(set);
        Require.AboveZero(batchSize, "batchSize");
        return Of(model, model.call, set, normalisation, device, batchSize, cancellation);
    }

    /// <summary>As the other, for a model that is called in a way of its own.</summary>
    internal static Evaluation Of(
        Module model,
        Func<Tensor, Tensor> classify,
        IImageSource source,
        Normalisation normalisation,
        Device device,
        int batchSize,
        CancellationToken cancellation)
    {
        using var loader = new BatchLoader(source, normalisation, new LoadingOptions { BatchSize = batchSize, Shuffle = false, KeepsRest = true });
        var counts = new Counts(source);
        using var evaluation = new EvaluationMode(model);
        using var gradOff = no_grad();
        foreach (var batch in loader.Epoch(epoch: 0, cancellation: cancellation))
        {
            using var scope = NewDisposeScope();
            using var owned = batch;
            counts.Add(classify(batch.Images.to(device)).to(float32).cpu(), batch.Labels);
        }
        return counts.Result();
    }

    private sealed class Counts(IImageSource source)
    {
        private readonly long[] _predictions = new long[source.Count];
        private readonly long[,] _confusion = new long[source.ClassNames.Count, source.ClassNames.Count];
        private double _loss;
        private long _amongBest;
        private long _right;
        private long _images;
        private long _classes;

        public void Add(Tensor logits, Tensor labels)                                               // [B, classes], [B]
        {
            _classes = logits.shape[1];
            _loss += functional.cross_entropy(logits, labels, reduction: Reduction.Sum).item<float>();
            if (_classes > Best)
                _amongBest += logits.topk(Best, 1).indexes.eq(labels.unsqueeze(1)).sum().item<long>();
            var predictions = logits.argmax(1).data<long>().ToArray();
            var truth = labels.data<long>().ToArray();
            for (var image = 0; image < truth.Length; image++)
            {
                if (predictions[image] >= source.ClassNames.Count)
                    throw new ArgumentException($"the model has {Counted.Text(_classes, "class")}, the images have {source.ClassNames.Count}");
                _predictions[_images++] = predictions[image];
                _confusion[truth[image], predictions[image]]++;
                _right += truth[image] == predictions[image] ? 1 : 0;
            }
        }

        public Evaluation Result()
        {
            return new Evaluation(Percent(_right), _predictions, _confusion)
            {
                Top5Accuracy = _classes > Best ? Percent(_amongBest) : null,
                Loss = _loss / _images,
            };
        }

        private double Percent(long part) => 100.0 * part / _images;
    }
}
