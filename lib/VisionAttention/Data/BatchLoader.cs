namespace VisionAttention.Data;

/// <summary>Prepares batches in the background: in order, shuffled by seed, the same on every machine and for every number of workers.</summary>
/// <remarks>
/// The order of an epoch is a Fisher-Yates shuffle with <see cref="CounterRandom"/> of (seed, epoch); what happens to an image depends on
/// (seed, epoch, image), what happens to a batch on (seed, epoch, batch). So nothing depends on which thread does the work, and an epoch
/// that begins at a later batch continues exactly where another left off. The workers compute without libtorch's own threads: they take
/// no core from the model but their own.
/// </remarks>
public sealed class BatchLoader : IDisposable
{
    private readonly BatchMaker _maker;
    private readonly LoadingOptions _options;
    private readonly CancellationTokenSource _disposal = new();
    private bool _isDisposed;

    /// <summary>A loader of a source; nothing is read before an epoch begins.</summary>
    /// <param name="source">The images. They stay the caller's, who keeps them alive as long as the loader.</param>
    /// <param name="normalisation">Applied to every image.</param>
    /// <param name="options">Size of a batch, seed, augmentation, workers.</param>
    /// <exception cref="ArgumentException">Settings that no loader could follow, or not one batch of images.</exception>
    public BatchLoader(IImageSource source, Normalisation normalisation, LoadingOptions options)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (source.Count > int.MaxValue)
            throw new ArgumentException($"the source has {source.Count} images, a loader takes at most {int.MaxValue}");
        var kept = options.KeepsRest ? options.BatchSize - 1 : 0;
        BatchesPerEpoch = (source.Count + kept) / options.BatchSize;
        if (BatchesPerEpoch == 0)
            throw new ArgumentException($"BatchSize {options.BatchSize} is above {source.Count}, the number of images: make it smaller or set KeepsRest");
        _maker = new BatchMaker(source, normalisation, options);
        _options = options;
    }

    /// <summary>Batches of one pass through the set.</summary>
    public long BatchesPerEpoch { get; }

    /// <summary>The batches of one pass, in order, while the workers prepare the following ones.</summary>
    /// <param name="epoch">Which pass, from 0: each has its own order and its own augmentation.</param>
    /// <param name="firstBatch">Where to begin, from 0 to <see cref="BatchesPerEpoch"/>; earlier batches are not prepared.</param>
    /// <param name="cancellation">Ends the pass within the time that one image takes.</param>
    /// <returns>Batches that the caller disposes. Leaving the loop early releases what has been prepared.</returns>
    /// <exception cref="ArgumentException"><paramref name="epoch"/> or <paramref name="firstBatch"/> is out of range.</exception>
    /// <exception cref="ObjectDisposedException">The loader is, or becomes, disposed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> asked for it.</exception>
    /// <exception cref="InvalidDataException">An image could not be read; the message names it.</exception>
    public IEnumerable<ImageBatch> Epoch(long epoch, long firstBatch = 0, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (epoch < 0)
            throw new ArgumentException($"epoch {epoch} is below 0");
        if (firstBatch < 0 || firstBatch > BatchesPerEpoch)
            throw new ArgumentException($"firstBatch {firstBatch} is not from 0 to {BatchesPerEpoch}, the number of batches");
        return Run(epoch, firstBatch, cancellation);
    }

    /// <summary>Ends every pass that is still running.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _disposal.Cancel();
        _disposal.Dispose();
    }

    private IEnumerable<ImageBatch> Run(long epoch, long firstBatch, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _disposal.Token);
        using var pass = new LoadingPass(_maker, epoch, firstBatch, BatchesPerEpoch, _options, stop.Token);
        for (var batch = firstBatch; batch < BatchesPerEpoch; batch++)
        {
            ImageBatch made;
            try
            {
                made = pass.Take(batch);
            }
            catch (OperationCanceledException) when (_isDisposed && !cancellation.IsCancellationRequested)
            {
                throw new ObjectDisposedException(nameof(BatchLoader));
            }
            catch (OperationCanceledException stopped)
            {
                // Named after the caller's own token, which is the one it knows.
                throw new OperationCanceledException(stopped.Message, cancellation);
            }
            yield return made;
        }
    }
}
