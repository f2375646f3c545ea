using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules;

/// <summary>Makes batches of a data set whose examples are lists of tensors.</summary>
public class IterableDataLoader : DataLoader<IList<Tensor>, IList<Tensor>>
{
    /// <summary>Makes batches, in a random order if asked for.</summary>
    public IterableDataLoader(torch.utils.data.IterableDataset dataset, int batchSize, bool shuffle = false, torch.Device? device = null, int? seed = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : base(dataset, batchSize, Collate, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset)
    {
    }

    /// <summary>Makes batches in a given order.</summary>
    public IterableDataLoader(torch.utils.data.IterableDataset dataset, int batchSize, IEnumerable<long> shuffler, torch.Device? device = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : base(dataset, batchSize, Collate, shuffler, device, num_worker, drop_last, disposeBatch, disposeDataset)
    {
    }

    private protected override IEnumerable<Tensor> TensorsOfItem(IList<Tensor> item) => item;

    private protected override IEnumerable<Tensor> TensorsOfBatch(IList<Tensor> batch) => batch;

    private static List<Tensor> Collate(IEnumerable<IList<Tensor>> items, torch.Device device)
    {
        var list = items.ToList();
        return [.. Enumerable.Range(0, list[0].Count).Select(place => Stacked(list.Select(item => item[place]), device))];
    }
}
