using static TorchSharp.torch;

namespace VisionAttention.Data;

/// <summary>Cuts a set into batches.</summary>
public static class Batches
{
    /// <summary>The set in a new order, in batches of equal size; a smaller rest is left out.</summary>
    /// <param name="set">The images.</param>
    /// <param name="batchSize">Images in a batch.</param>
    /// <param name="generator">Decides the order.</param>
    /// <returns>Index tensors, int64 [batchSize]; the caller disposes each.</returns>
    public static IEnumerable<Tensor> Shuffled(LabelledImages set, int batchSize, Generator generator)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (batchSize < 1 || batchSize > set.Count)
            throw new ArgumentException($"batchSize {batchSize} is not between 1 and {set.Count}, the number of images");
        using var order = randperm(set.Count, dtype: ScalarType.Int64, generator: generator).DetachFromDisposeScope();
        for (long start = 0; start + batchSize <= set.Count; start += batchSize)
            yield return order.narrow(0, start, batchSize);
    }
}
