namespace VisionAttention.Data;

/// <summary>Random numbers that depend on nothing but the numbers they are made from, so that they are the same on every machine.</summary>
/// <remarks>
/// A counter in steps of the golden ratio, 2⁶⁴ / φ, whose every value is mixed by two rounds of shift and multiplication (SplitMix64;
/// Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", section 5). The start is a mixture of seed, epoch,
/// purpose and index, each added and mixed in turn: neighbours in any of the four have nothing to do with each other, and whoever knows
/// the four can begin in the middle. Not for secrets.
/// </remarks>
public struct CounterRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong _counter;

    /// <summary>Begins a row of numbers.</summary>
    /// <param name="seed">Of the whole run.</param>
    /// <param name="epoch">Pass through the set, from 0.</param>
    /// <param name="purpose">What the numbers are for: rows for different purposes are independent.</param>
    /// <param name="index">Of the image, the batch or whatever has a row of its own.</param>
    public CounterRandom(long seed, long epoch, long purpose, long index)
    {
        var state = Mixed(unchecked((ulong)seed + Golden));
        state = Mixed(unchecked(state + (ulong)epoch + Golden));
        state = Mixed(unchecked(state + (ulong)purpose + Golden));
        _counter = Mixed(unchecked(state + (ulong)index + Golden));
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        _counter = unchecked(_counter + Golden);
        return Mixed(_counter);
    }

    /// <summary>A number from 0 to below 1, one of 2⁵³.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number between two others.</summary>
    /// <param name="from">The lowest.</param>
    /// <param name="to">The highest, not reached unless equal.</param>
    public double NextDouble(double from, double to) => from + (to - from) * NextDouble();

    /// <summary>A whole number, each equally likely.</summary>
    /// <param name="below">How many there are, above 0.</param>
    /// <returns>From 0 to <paramref name="below"/> less 1.</returns>
    /// <exception cref="ArgumentException"><paramref name="below"/> is not above 0.</exception>
    /// <remarks>The upper half of a 128-bit product; the few products that would favour some numbers are drawn again (Lemire 2019,
    /// arXiv 1805.10941).</remarks>
    public long NextBelow(long below)
    {
        if (below < 1)
            throw new ArgumentException($"below {below} is not above 0");
        var count = (ulong)below;
        var high = Math.BigMul(NextBits(), count, out var low);
        if (low < count)
        {
            var refused = unchecked(0 - count) % count;
            while (low < refused)
                high = Math.BigMul(NextBits(), count, out low);
        }
        return (long)high;
    }

    /// <summary>True with a given probability.</summary>
    /// <param name="probability">From 0 to 1.</param>
    public bool NextIs(double probability) => NextDouble() < probability;

    private static ulong Mixed(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}

/// <summary>What the loader's random numbers are for; the numbers are part of what a seed means, so none is ever changed.</summary>
internal enum RandomPurpose
{
    /// <summary>The order of an epoch; one row for each epoch.</summary>
    Order = 0,

    /// <summary>How an image is changed; one row for each image and epoch.</summary>
    Image = 1,

    /// <summary>How a batch is mixed; one row for each batch and epoch.</summary>
    Batch = 2,

    /// <summary>What an image made on the fly shows; one row for each image.</summary>
    Content = 3,

    /// <summary>Which images of a folder are held out; one row for each image.</summary>
    Split = 4,
}
