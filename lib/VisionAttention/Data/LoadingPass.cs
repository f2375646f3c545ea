using System.Runtime.ExceptionServices;

namespace VisionAttention.Data;

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
