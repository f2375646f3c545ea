using System.Runtime.ExceptionServices;

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

    /// <summary>How training images are changed; null leaves them as they are.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <exception cref="ArgumentException">A number that no loader could follow.</exception>
    internal void Validate()
    {
        if (BatchSize < 1)
            throw new ArgumentException($"BatchSize {BatchSize} is not above 0");
        if (Workers is < 1 or > 256)
            throw new ArgumentException($"Workers {Workers} is not from 1 to 256");
        if (Ahead is < 1 or > 1024)
            throw new ArgumentException($"Ahead {Ahead} is not from 1 to 1024");
        Augmentation?.Validate();
    }
}

/// <summary>The threads of one pass through a set, and the batches that wait to be taken.</summary>
internal sealed class LoadingPass : IDisposable
{
    private readonly BatchMaker _maker;
    private readonly BatchOrder _order;
    private readonly long _epoch;
    private readonly long _end;
    private readonly int _ahead;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenRegistration _wake;
    private readonly Thread[] _threads;
    private readonly object _gate = new();
    private readonly Dictionary<long, (ImageBatch? Batch, ExceptionDispatchInfo? Failure)> _ready = [];
    private long _next;
    private long _taken;

    /// <summary>Starts the workers.</summary>
    public LoadingPass(BatchMaker maker, long epoch, long first, long end, LoadingOptions options, CancellationToken cancellation)
    {
        (_maker, _epoch, _end, _next, _taken) = (maker, epoch, end, first, first);
        _order = new BatchOrder(maker.Count, epoch, options);
        // With a window smaller than their number, some workers would always stand still.
        _ahead = Math.Max(options.Ahead, options.Workers);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _wake = _stop.Token.Register(Wake);
        _threads = new Thread[Math.Min(options.Workers, end - first)];
        for (var worker = 0; worker < _threads.Length; worker++)
        {
            _threads[worker] = new Thread(Work) { IsBackground = true, Name = $"batches {worker}" };
            _threads[worker].Start();
        }
    }

    /// <summary>Waits for a batch; to be asked for in order.</summary>
    /// <exception cref="OperationCanceledException">The pass was stopped.</exception>
    public ImageBatch Take(long batch)
    {
        (ImageBatch? Batch, ExceptionDispatchInfo? Failure) made;
        lock (_gate)
        {
            while (true)
            {
                _stop.Token.ThrowIfCancellationRequested();
                if (_ready.Remove(batch, out made))
                    break;
                Monitor.Wait(_gate);
            }
            _taken = batch + 1;
            Monitor.PulseAll(_gate);
        }
        made.Failure?.Throw();
        return made.Batch!;
    }

    /// <summary>Stops the workers, waits for them and releases what nobody took.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        foreach (var thread in _threads)
            thread.Join();
        foreach (var (batch, _) in _ready.Values)
            batch?.Dispose();
        _ready.Clear();
        _wake.Dispose();
        _stop.Dispose();
    }

    private void Wake()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }

    private void Work()
    {
        var bench = _maker.CreateBench();
        while (Claim() is { } batch)
        {
            (ImageBatch?, ExceptionDispatchInfo?) made;
            try
            {
                made = (_maker.Make(_order, _epoch, batch, bench, _stop.Token), null);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // Whoever takes this batch gets it: the batches before it are good.
                made = (null, ExceptionDispatchInfo.Capture(failure));
            }
            lock (_gate)
            {
                _ready[batch] = made;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private long? Claim()
    {
        lock (_gate)
        {
            while (!_stop.IsCancellationRequested && _next < _end && _next >= _taken + _ahead)
                Monitor.Wait(_gate);
            return _stop.IsCancellationRequested || _next >= _end ? null : _next++;
        }
    }
}
