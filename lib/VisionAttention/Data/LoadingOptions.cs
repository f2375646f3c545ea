namespace VisionAttention.Data;

/// <summary>How a source becomes batches.</summary>
public sealed record LoadingOptions
{
    /// <summary>Images in a batch, at least 1.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Decides the order and everything else that is random.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Whether every epoch has an order of its own; false keeps the order of the source.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Whether the images that do not fill a batch come as a last, smaller one; false leaves them out.</summary>
    public bool KeepsRest { get; init; }

    /// <summary>Threads that prepare batches, at least 1. Their number does not change the batches.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Batches that may wait to be taken, at least 1; one more for every worker is in the making.</summary>
    public int Ahead { get; init; } = 4;

    /// <summary>How training images are changed; null leaves them as they are.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <exception cref="ArgumentException">A number that no loader could follow.</exception>
    internal void Validate()
    {
        if (BatchSize < 1)
            throw new ArgumentException($"BatchSize {BatchSize} is not above 0");
        if (Workers is < 1 or > 256)
            throw new ArgumentException($"Workers {Workers} is not from 1 to 256");
        if (Ahead is < 1 or > 1024)
            throw new ArgumentException($"Ahead {Ahead} is not from 1 to 1024");
        Augmentation?.Validate();
    }
}
