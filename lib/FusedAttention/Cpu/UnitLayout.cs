namespace FusedAttention.Cpu;

/// <summary>The sizes of a unit of work, one or a few heads of one or a few images, and where its numbers lie in scratch memory.</summary>
/// <remarks>
/// Images that share vectors are interleaved: pixel x of image g is lane x·Gap + g of its row. A shift by one pixel is then an offset of
/// Gap floats for all of them, and rows narrower than a vector still fill it. Narrow heads are read together, so that a cache line of 16
/// channels is fetched once.
/// </remarks>
internal sealed record UnitLayout
{
    private const double FullEnough = 0.85;
    private const int MostImages = 8;
    private const int CacheLine = 16;

    private UnitLayout(int batch, int heads, int headDim, int height, int width, int kernelSize, int lanes)
    {
        (Batch, Heads, HeadDim, Height, Width, KernelSize, Lanes) = (batch, heads, headDim, height, width, kernelSize, lanes);
        HeadsTogether = Together(heads, headDim);
        Gap = BestGap(batch, width, lanes);
        RowLanes = RoundUp(width * Gap);
        Reach = kernelSize / 2 * Gap;
        Margin = RoundUp(Reach);
        KeyPitch = RoundUp((width * Gap) + Reach);
    }

    public int Batch { get; }

    public int Heads { get; }

    public int HeadDim { get; }

    /// <summary>Heads of a unit.</summary>
    public int HeadsTogether { get; }

    /// <summary>Channels of all heads of a unit.</summary>
    public int UnitDim => HeadsTogether * HeadDim;

    public int Height { get; }

    public int Width { get; }

    public int KernelSize { get; }

    /// <summary>Pixels in a vector.</summary>
    public int Lanes { get; }

    /// <summary>Images side by side in a unit, 1, 2, 4 or 8; also the floats from a pixel to the next.</summary>
    public int Gap { get; }

    /// <summary>Floats in a row of queries: Width · Gap, rounded up to whole vectors.</summary>
    public int RowLanes { get; }

    /// <summary>Floats that the window reaches to either side.</summary>
    public int Reach { get; }

    /// <summary><see cref="Reach"/> rounded up to whole vectors.</summary>
    public int Margin { get; }

    /// <summary>Floats from a channel of a row of keys to the next: the pixels, and zeros that are the right padding of one row and the left of the next.</summary>
    public int KeyPitch { get; }

    /// <summary>Two query rows, [row][channel][lane].</summary>
    public int QueryFloats => 2 * QueryRow;

    /// <summary>Floats from a query row to the next; a vector more than needed, so that rows do not compete for the same places of the cache.</summary>
    public int QueryRow => (UnitDim * RowLanes) + Lanes;

    /// <summary>All query rows of a unit, with a margin before and after.</summary>
    public int MapFloats => Margin + (PairedRows * QueryRow) + Margin;

    /// <summary>Floats from a row of keys to the next.</summary>
    public int KeyRow => UnitDim * KeyPitch;

    /// <summary>Keys or values of a unit, [row][channel][pixel], with a margin before and after.</summary>
    public int KeyFloats => Margin + (Height * KeyRow) + Margin + Lanes;

    /// <summary>Logits of two query rows over one vector of pixels, [query row][key row][shift], with k + 1 key rows: the union of both windows.</summary>
    public int TileFloats => 2 * TileRow;

    /// <summary>Floats from the first query row's logits to the second's.</summary>
    public int TileRow => (KernelSize + 1) * KernelSize * Lanes;

    /// <summary>Row or column terms of two query rows over one vector of pixels.</summary>
    public int TermFloats => 2 * KernelSize * Lanes;

    /// <summary>Half of a position table, each number as a whole vector: [channel][offset].</summary>
    public int TableFloats => HeadDim / 2 * KernelSize * Lanes;

    /// <summary>Floats from a shift's weights of a row of pixels to the next shift's; zeros between them.</summary>
    public int WeightPitch => RowLanes + Margin;

    /// <summary>Weights of two query rows over all pixels, [query row][key row][shift][lane], with a margin before and after.</summary>
    public int WeightFloats => Margin + (2 * WeightRow) + Margin;

    /// <summary>Floats from the first query row's weights to the second's.</summary>
    public int WeightRow => (KernelSize + 1) * KernelSize * WeightPitch;

    /// <summary>Groups of images.</summary>
    public int Groups => (Batch + Gap - 1) / Gap;

    /// <summary>Units of work; the heads of a group follow each other.</summary>
    public int Units => Groups * UnitsOfGroup;

    /// <summary>Heads of all groups.</summary>
    public int Planes => Groups * Heads;

    /// <summary>Rows rounded up to pairs.</summary>
    public int PairedRows => (Height + 1) / 2 * 2;

    /// <summary>The layout for a map.</summary>
    public static UnitLayout Of(int batch, int heads, int headDim, int height, int width, int kernelSize, int lanes) =>
        new UnitLayout(batch, heads, headDim, height, width, kernelSize, lanes);

    /// <summary>Units of a group of images.</summary>
    public int UnitsOfGroup => Heads / HeadsTogether;

    /// <summary>First head of a unit.</summary>
    public int FirstHead(int unit) => unit % UnitsOfGroup * HeadsTogether;

    /// <summary>The channels of a unit's heads.</summary>
    public ChannelRange ChannelsOf(int unit) => new(unit / UnitsOfGroup * Gap, FirstHead(unit) * HeadDim, UnitDim);

    /// <summary>All channels of a group of images.</summary>
    public ChannelRange AllChannels(int group, int channels) => new(group * Gap, 0, channels);

    private int RoundUp(int floats) => (floats + Lanes - 1) / Lanes * Lanes;

    private static int Together(int heads, int headDim)
    {
        var together = Math.Clamp(CacheLine / headDim, 1, heads);
        while (heads % together != 0)
            together--;
        return together;
    }

    // The fewest images with which at least 85 % of the lanes are pixels, or else the number that fills the most.
    private static int BestGap(int batch, int width, int lanes)
    {
        var (best, fullest) = (1, 0.0);
        for (var gap = 1; gap <= Math.Min(MostImages, batch); gap *= 2)
        {
            var row = width * gap;
            var full = row / (double)((row + lanes - 1) / lanes * lanes);
            if (full >= FullEnough)
                return gap;
            if (full > fullest)
                (best, fullest) = (gap, full);
        }
        return best;
    }
}
