namespace VisionAttention.Data;

/// <summary>Random numbers that depend on nothing but the numbers they are made from, so that they are the same on every machine.</summary>
/// <remarks>
/// A counter in steps of the golden ratio, 2⁶⁴ / φ, whose every value is mixed by two rounds of shift and multiplication (SplitMix64;
/// Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", section 5). The start is a mixture of seed, epoch,
/// purpose and index, each added and mixed in turn: neighbours in any of the four have nothing to do with each other, and whoever knows
/// the four can begin in the middle. Not for secrets.
/// </remarks>
internal struct KeyedRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong _counter;

    /// <summary>Begins the row of numbers of an image, a batch or whatever has one of its own; rows for different purposes are independent.</summary>
    public KeyedRandom(long seed, long epoch, long purpose, long index)
    {
        var state = Mixed(unchecked((ulong)seed + Golden));
        state = Mixed(unchecked(state + (ulong)epoch + Golden));
        state = Mixed(unchecked(state + (ulong)purpose + Golden));
        _counter = Mixed(unchecked(state + (ulong)index + Golden));
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits() => Mixed(_counter = unchecked(_counter + Golden));

    /// <summary>A number from 0 to below 1, one of 2⁵³.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number from the first to below the second.</summary>
    public double NextDouble(double from, double to) => from + (to - from) * NextDouble();

    /// <summary>True with a given probability.</summary>
    public bool NextIs(double probability) => NextDouble() < probability;

    /// <summary>A whole number from 0 to <paramref name="below"/> less 1, each equally likely; <paramref name="below"/> is above 0.</summary>
    /// <remarks>The upper half of a 128-bit product; the few products that would favour some numbers are drawn again (Lemire 2019,
    /// arXiv 1805.10941).</remarks>
    public long NextBelow(long below)
    {
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
    Order = 0,   // of an epoch; one row for each epoch
    Image = 1,   // how it is changed; one row for each image and epoch
    Batch = 2,   // how it is mixed; one row for each batch and epoch
    Content = 3, // what an image made on the fly shows; one row for each image
    Split = 4,   // which images of a folder are held out; one row for each image
}
