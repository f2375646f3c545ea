using System.Collections;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules;

/// <summary>Makes batches of a data set.</summary>
/// <typeparam name="T">One example.</typeparam>
/// <typeparam name="S">A batch.</typeparam>
/// <remarks>A batch is disposed when the next one is asked for, unless that was turned off.</remarks>
public class DataLoader<T, S> : IEnumerable<S>, IDisposable
{
    private readonly torch.Generator? _generator;
    private readonly bool _shuffles;
    private readonly IEnumerable<long>? _order;

    /// <summary>Makes batches, in a random order if asked for.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="batchSize">The number of examples of a batch.</param>
    /// <param name="collate_fn">Makes a batch of examples.</param>
    /// <param name="shuffle">Whether each pass has a new random order.</param>
    /// <param name="device">Where batches go; null for the processor.</param>
    /// <param name="seed">Of the order; null for torch's own generator.</param>
    /// <param name="num_worker">Accepted for compatibility: examples are read one after the other.</param>
    /// <param name="drop_last">Whether a last, smaller batch is left out.</param>
    /// <param name="disposeBatch">Whether a batch is disposed when the next one is asked for.</param>
    /// <param name="disposeDataset">Whether the data set is disposed with the loader.</param>
    public DataLoader(torch.utils.data.Dataset<T> dataset, int batchSize, Func<IEnumerable<T>, torch.Device, S> collate_fn, bool shuffle = false, torch.Device? device = null, int? seed = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(collate_fn);
        if (batchSize < 1)
            throw new ArgumentException($"batchSize {batchSize} is not above 0");
        this.dataset = dataset;
        this.collate_fn = collate_fn;
        batch_size = batchSize;
        num_workers = num_worker;
        this.drop_last = drop_last;
        DisposeBatch = disposeBatch;
        DisposeDataset = disposeDataset;
        Device = device ?? torch.CPU;
        _shuffles = shuffle;
        _generator = seed is { } given ? new torch.Generator((ulong)given) : null;
    }

    /// <summary>Makes batches in a given order.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="batchSize">The number of examples of a batch.</param>
    /// <param name="collate_fn">Makes a batch of examples.</param>
    /// <param name="shuffler">The numbers of the examples, in order; read anew for each pass.</param>
    /// <param name="device">Where batches go; null for the processor.</param>
    /// <param name="num_worker">Accepted for compatibility: examples are read one after the other.</param>
    /// <param name="drop_last">Whether a last, smaller batch is left out.</param>
    /// <param name="disposeBatch">Whether a batch is disposed when the next one is asked for.</param>
    /// <param name="disposeDataset">Whether the data set is disposed with the loader.</param>
    public DataLoader(torch.utils.data.Dataset<T> dataset, int batchSize, Func<IEnumerable<T>, torch.Device, S> collate_fn, IEnumerable<long> shuffler, torch.Device? device = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : this(dataset, batchSize, collate_fn, shuffle: false, device, seed: null, num_worker, drop_last, disposeBatch, disposeDataset)
    {
        ArgumentNullException.ThrowIfNull(shuffler);
        _order = shuffler;
    }

    /// <summary>The data set.</summary>
    public torch.utils.data.Dataset<T> dataset { get; }

    /// <summary>The number of examples of a batch.</summary>
    public int batch_size { get; }

    /// <summary>Whether a last, smaller batch is left out.</summary>
    public bool drop_last { get; }

    /// <summary>The numbers of the examples in the order of one pass.</summary>
    public IEnumerable<long> sampler => Order();

    /// <summary>As given; examples are read one after the other.</summary>
    public int num_workers { get; }

    /// <summary>Where batches go.</summary>
    public torch.Device Device { get; }

    /// <summary>Whether a batch is disposed when the next one is asked for.</summary>
    public bool DisposeBatch { get; }

    /// <summary>Whether the data set is disposed with the loader.</summary>
    public bool DisposeDataset { get; }

    /// <summary>Makes a batch of examples.</summary>
    public Func<IEnumerable<T>, torch.Device, S> collate_fn { get; }

    /// <summary>The number of batches of one pass.</summary>
    public long Count => drop_last ? dataset.Count / batch_size : (dataset.Count + batch_size - 1) / batch_size;

    /// <summary>One pass over the data set.</summary>
    public IEnumerator<S> GetEnumerator()
    {
        foreach (var numbers in Order().Chunk(batch_size))
        {
            if (numbers.Length < batch_size && drop_last)
                yield break;
            var batch = Batch(numbers);
            try
            {
                yield return batch;
            }
            finally
            {
                if (DisposeBatch)
                    Release(TensorsOfBatch(batch));
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Releases the data set, unless that was turned off.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the data set, unless that was turned off.</summary>
    /// <param name="disposing">False when called by the finaliser.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        _generator?.Dispose();
        if (DisposeDataset)
            dataset.Dispose();
    }

    private protected static Tensor Stacked(IEnumerable<Tensor> tensors, torch.Device device)
    {
        using var scope = torch.NewDisposeScope();
        return torch.stack(tensors).to(device).MoveToOuterDisposeScope();
    }

    private protected virtual IEnumerable<Tensor> TensorsOfItem(T item) => item is Tensor tensor ? [tensor] : [];

    private protected virtual IEnumerable<Tensor> TensorsOfBatch(S batch) => batch is Tensor tensor ? [tensor] : [];

    private static void Release(IEnumerable<Tensor> tensors)
    {
        foreach (var tensor in tensors)
            tensor.Dispose();
    }

    private S Batch(long[] numbers)
    {
        var items = Array.ConvertAll(numbers, dataset.GetTensor);
        try
        {
            return collate_fn(items, Device);
        }
        finally
        {
            foreach (var item in items)
                Release(TensorsOfItem(item));
        }
    }

    private IEnumerable<long> Order()
    {
        if (_order is not null)
            return _order;
        if (!_shuffles)
            return Numbers(dataset.Count);
        using var scope = torch.NewDisposeScope();
        return torch.randperm(dataset.Count, generator: _generator).data<long>().ToArray();
    }

    private static IEnumerable<long> Numbers(long count)
    {
        for (long number = 0; number < count; number++)
            yield return number;
    }
}
