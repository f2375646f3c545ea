namespace VisionAttention.Data;

/// <summary>Which image stands where in an epoch.</summary>
internal sealed class BatchOrder
{
    private readonly int[]? _order;
    private readonly int _count;
    private readonly int _batchSize;

    /// <summary>Shuffles, where the options ask for it.</summary>
    public BatchOrder(int count, long epoch, LoadingOptions options)
    {
        (_count, _batchSize) = (count, options.BatchSize);
        _order = options.Shuffle ? Shuffled(count, options.Seed, epoch) : null;
    }

    /// <summary>Number of images of a batch.</summary>
    public int SizeOf(long batch) => (int)Math.Min(_batchSize, _count - batch * _batchSize);

    /// <summary>Index of the image at a place of a batch.</summary>
    public int ImageAt(long batch, int place)
    {
        var position = checked((int)(batch * _batchSize + place));
        return _order is null ? position : _order[position];
    }

    /// <summary>The numbers from 0 to count less 1, every order equally likely (Fisher and Yates; Durstenfeld 1964).</summary>
    public static int[] Shuffled(int count, long seed, long epoch)
    {
        var order = new int[count];
        for (var place = 0; place < count; place++)
            order[place] = place;
        var random = new CounterRandom(seed, epoch, (long)RandomPurpose.Order, index: 0);
        for (var last = count - 1; last > 0; last--)
        {
            var chosen = (int)random.NextBelow(last + 1);
            (order[last], order[chosen]) = (order[chosen], order[last]);
        }
        return order;
    }
}
