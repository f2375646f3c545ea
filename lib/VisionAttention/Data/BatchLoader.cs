using System.Collections.Concurrent;
using VisionAttention.Tensors;

namespace VisionAttention.Data;

/// <summary>Prepares batches in the background: in order, shuffled by seed, the same on every machine and for every number of workers.</summary>
/// <remarks>
/// The order of an epoch is a Fisher-Yates shuffle with <see cref="KeyedRandom"/> of (seed, epoch); what happens to an image depends on
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
    /// <exception cref="ObjectDisposedException">The loader is, or becomes, disposed.</exception>
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
        // Once more: the loop may begin long after it was asked for.
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _disposal.Token);
        using var pass = new LoadingPass(_maker, epoch, firstBatch, BatchesPerEpoch, _options, stop);
        for (var batch = firstBatch; batch < BatchesPerEpoch; batch++)
        {
            ImageBatch made;
            try
            {
                made = pass.Take();
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

/// <summary>How a source becomes batches.</summary>
public sealed record LoadingOptions
{
    /// <summary>Images in a batch, at least 1.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Decides the order and everything else that is random.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Whether every epoch has an order of its own; false keeps the order of the source.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Whether the images that do not fill a batch come as a last, smaller one; false leaves them out.</summary>
    public bool KeepsRest { get; init; }

    /// <summary>Threads that prepare batches, at least 1. Their number does not change the batches.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Batches that may wait to be taken, at least 1; one more for every worker is in the making.</summary>
    public int Ahead { get; init; } = 4;

    /// <summary>Whether batches lie in memory that a GPU reads by itself, so that a copy to it need not be waited for. Only where libtorch finds a GPU.</summary>
    public bool PinsMemory { get; init; }

    /// <summary>How training images are changed; null leaves them as they are.</summary>
    public Augmentation? Augmentation { get; init; }

    internal void Validate()
    {
        Require.AboveZero(BatchSize, "BatchSize");
        if (Workers is < 1 or > 256)
            throw new ArgumentException($"Workers {Workers} is not from 1 to 256");
        if (Ahead is < 1 or > 1024)
            throw new ArgumentException($"Ahead {Ahead} is not from 1 to 1024");
        Augmentation?.Validate();
    }
}

/// <summary>The batches of one pass that are in the making or wait to be taken, in order.</summary>
internal sealed class LoadingPass : IDisposable
{
    private readonly Func<long, ImageBatch> _make;
    private readonly long _end;
    private readonly CancellationTokenSource _stop;
    private readonly TaskScheduler _workers;
    private readonly Queue<Task<ImageBatch>> _ready = [];
    private readonly ConcurrentBag<ImageBench> _benches = [];
    private long _next;

    /// <summary>Starts the work, which the source of cancellation ends.</summary>
    public LoadingPass(BatchMaker maker, long epoch, long first, long end, LoadingOptions options, CancellationTokenSource stop)
    {
        var order = new BatchOrder(maker.Count, epoch, options);
        (_end, _stop, _next) = (end, stop, first);
        _workers = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, options.Workers).ConcurrentScheduler;
        _make = batch =>
        {
            var bench = _benches.TryTake(out var free) ? free : maker.CreateBench();
            var made = maker.Make(order, epoch, batch, bench, stop.Token);
            _benches.Add(bench);
            return options.PinsMemory ? made.Moved(static tensor => tensor.pin_memory()) : made;
        };
        // With a window smaller than their number, some workers would always stand still.
        for (var ahead = Math.Max(options.Ahead, options.Workers); ahead > 0; ahead--)
            BeginNext();
    }

    /// <summary>Waits for the next batch; what its making failed with comes here, since the batches before it are good.</summary>
    public ImageBatch Take()
    {
        _stop.Token.ThrowIfCancellationRequested();
        var next = _ready.Dequeue();
        // To ask for the result at once might make the batch on this thread, in a scope of the caller's.
        Task.WaitAny(next);
        var made = next.GetAwaiter().GetResult();
        BeginNext();
        return made;
    }

    /// <summary>Stops the work, waits for its end and releases what nobody took.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        foreach (var batch in _ready)
        {
            Task.WaitAny(batch);
            if (batch.IsCompletedSuccessfully)
                batch.Result.Dispose();
        }
    }

    private void BeginNext()
    {
        if (_next >= _end)
            return;
        var batch = _next++;
        _ready.Enqueue(Task.Factory.StartNew(() => _make(batch), _stop.Token, TaskCreationOptions.None, _workers));
    }
}
