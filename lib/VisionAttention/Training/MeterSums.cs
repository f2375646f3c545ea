namespace VisionAttention.Training;

/// <summary>What a meter has added up since the last report.</summary>
internal readonly record struct MeterSums
{
    public double Loss { get; init; }

    public long Right { get; init; }

    public long Images { get; init; }

    public long Batches { get; init; }

    public double Seconds { get; init; }

    public MeterSums Plus(MeterSums other)
    {
        return new MeterSums
        {
            Loss = Loss + other.Loss,
            Right = Right + other.Right,
            Images = Images + other.Images,
            Batches = Batches + other.Batches,
            Seconds = Seconds + other.Seconds,
        };
    }
}
