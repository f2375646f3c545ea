namespace VisionAttention.Data;

/// <summary>Some images of a source.</summary>
public sealed class ImageSubset : IImageSource
{
    private readonly IImageSource _source;
    private readonly IReadOnlyList<long> _indices;

    /// <summary>Chooses images.</summary>
    /// <param name="source">Where they come from; stays the caller's.</param>
    /// <param name="indices">Which, in their new order.</param>
    /// <exception cref="ArgumentException">An index is out of range.</exception>
    public ImageSubset(IImageSource source, IReadOnlyList<long> indices)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(indices);
        foreach (var index in indices)
            ImageSourceRules.Index(source, index);
        (_source, _indices) = (source, indices);
    }

    /// <inheritdoc/>
    public long Count => _indices.Count;

    /// <inheritdoc/>
    public int Channels => _source.Channels;

    /// <inheritdoc/>
    public int Height => _source.Height;

    /// <inheritdoc/>
    public int Width => _source.Width;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => _source.ClassNames;

    /// <inheritdoc/>
    public long Label(long index) => _source.Label(At(index));

    /// <inheritdoc/>
    public void Read(long index, Span<byte> pixels) => _source.Read(At(index), pixels);

    /// <inheritdoc/>
    public string NameOf(long index) => _source.NameOf(At(index));

    /// <summary>Splits a source in two by chance: about a share of the images, decided for each by seed and index.</summary>
    /// <param name="source">Where they come from.</param>
    /// <param name="heldOut">Share of the second part, from 0 to 1.</param>
    /// <param name="seed">Decides which.</param>
    public static (ImageSubset Kept, ImageSubset HeldOut) Split(IImageSource source, double heldOut, long seed)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!(heldOut >= 0 && heldOut <= 1))
            throw new ArgumentException($"heldOut {heldOut} is not from 0 to 1");
        var (rest, chosen) = (new List<long>(), new List<long>());
        for (var index = 0L; index < source.Count; index++)
            (new CounterRandom(seed, epoch: 0, (long)RandomPurpose.Split, index).NextIs(heldOut) ? chosen : rest).Add(index);
        return (new ImageSubset(source, rest), new ImageSubset(source, chosen));
    }

    private long At(long index)
    {
        ImageSourceRules.Index(this, index);
        return _indices[(int)index];
    }
}
