using VisionAttention.Data;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Training;

/// <summary>What is trained, on what.</summary>
internal sealed record TrainingTask(Module<Tensor, Tensor> Model, IImageSource Train, IImageSource HeldOut, Normalisation Normalisation, Device Device)
{
    public Module<Tensor, Tensor> Model { get; } = Model ?? throw new ArgumentNullException(nameof(Model));

    public IImageSource Train { get; } = Train ?? throw new ArgumentNullException(nameof(Train));

    public IImageSource HeldOut { get; } = HeldOut ?? throw new ArgumentNullException(nameof(HeldOut));

    public BatchLoader Loader(TrainingOptions options)
    {
        return new BatchLoader(Train, Normalisation, new LoadingOptions
        {
            BatchSize = options.BatchSize, Seed = options.Seed, Workers = options.Workers, Augmentation = options.Augmentation,
        });
    }

    /// <exception cref="ArgumentException">The two sets are not of one kind, or one is empty.</exception>
    public void Check(TrainingRun? run)
    {
        ObjectDisposedException.ThrowIf(run is { IsDisposed: true }, typeof(TrainingRun));
        if (HeldOut.Count == 0)
            throw new ArgumentException("there are no held-out images to measure the accuracy on");
        var (train, heldOut) = (Kind(Train), Kind(HeldOut));
        if (train != heldOut)
            throw new ArgumentException($"the training images are {train}, the held-out images {heldOut}: they must be alike");
    }

    private static string Kind(IImageSource source)
    {
        return $"{source.Channels}×{source.Height}×{source.Width} of {source.ClassNames.Count} classes";
    }
}
