using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules;

/// <summary>Makes batches of a data set whose tensors have names.</summary>
public class DataLoader : DataLoader<Dictionary<string, Tensor>, Dictionary<string, Tensor>>
{
    /// <summary>Makes batches, in a random order if asked for.</summary>
    public DataLoader(torch.utils.data.Dataset dataset, int batchSize, bool shuffle = false, torch.Device? device = null, int? seed = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : base(dataset, batchSize, Collate, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset)
    {
    }

    /// <summary>Makes batches in a given order.</summary>
    public DataLoader(torch.utils.data.Dataset dataset, int batchSize, IEnumerable<long> shuffler, torch.Device? device = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : base(dataset, batchSize, Collate, shuffler, device, num_worker, drop_last, disposeBatch, disposeDataset)
    {
    }

    private protected override IEnumerable<Tensor> TensorsOfItem(Dictionary<string, Tensor> item) => item.Values;

    private protected override IEnumerable<Tensor> TensorsOfBatch(Dictionary<string, Tensor> batch) => batch.Values;

    private static Dictionary<string, Tensor> Collate(IEnumerable<Dictionary<string, Tensor>> items, torch.Device device)
    {
        var list = items.ToList();
        return list[0].Keys.ToDictionary(key => key, key => Stacked(list.Select(item => item[key]), device));
    }
}
