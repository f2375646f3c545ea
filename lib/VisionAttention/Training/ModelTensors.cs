using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Training;

/// <summary>The parameters and buffers of a model by name.</summary>
internal static class ModelTensors
{
    private const int MostListed = 6;

    public static Dictionary<string, Tensor> Of(Module model)
    {
        var entries = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, parameter) in model.named_parameters())
            entries.Add(name, parameter);
        foreach (var (name, buffer) in model.named_buffers())
            entries.Add(name, buffer);
        return entries;
    }

    /// <exception cref="ArgumentException">Names or shapes differ; the message lists them.</exception>
    public static void CheckFit(IReadOnlyDictionary<string, Tensor> averages, IReadOnlyDictionary<string, Tensor> entries)
    {
        var faults = new List<string>();
        Add(faults, "without", averages.Keys.Where(name => !entries.ContainsKey(name)));
        Add(faults, "with the new", entries.Keys.Where(name => !averages.ContainsKey(name)));
        Add(faults, "with", entries
            .Where(entry => averages.TryGetValue(entry.Key, out var average) && !average.shape.AsSpan().SequenceEqual(entry.Value.shape))
            .Select(entry => $"{entry.Key} {Shapes.Text(entry.Value)} instead of {Shapes.Text(averages[entry.Key])}"));
        if (faults.Count > 0)
            throw new ArgumentException($"the model is not the one that was averaged: it comes {string.Join("; ", faults)}");
    }

    public static void Copy(IReadOnlyDictionary<string, Tensor> from, IReadOnlyDictionary<string, Tensor> to)
    {
        using var off = no_grad();
        foreach (var (name, target) in to)
            target.copy_(from[name]);
    }

    private static void Add(List<string> faults, string kind, IEnumerable<string> items)
    {
        var list = items.ToList();
        if (list.Count == 0)
            return;
        var more = list.Count > MostListed ? $" and {list.Count - MostListed} more" : "";
        faults.Add($"{kind} {string.Join(", ", list.Take(MostListed))}{more}");
    }
}
