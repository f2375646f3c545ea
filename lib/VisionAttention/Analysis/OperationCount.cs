namespace VisionAttention.Analysis;

/// <summary>What a layer does, by kind of operation and without saying what each costs. All numbers are for one image.</summary>
internal readonly record struct OperationCount
{
    /// <summary>Multiply-adds of convolutions, linear layers and attention, without those of the relative position.</summary>
    public long Products { get; init; }

    /// <summary>Multiply-adds of q·r where it is added to q·k.</summary>
    public long PositionProducts { get; init; }

    /// <summary>Multiply-adds of q·r where it is the whole logit.</summary>
    public long PositionOnlyProducts { get; init; }

    /// <summary>Weights that come out of a softmax.</summary>
    public long Softmax { get; init; }

    /// <summary>Numbers that are normalised.</summary>
    public long Normalised { get; init; }

    /// <summary>Numbers that go through an activation.</summary>
    public long Activated { get; init; }

    /// <summary>Numbers that a sum, a bias or a factor changes.</summary>
    public long Added { get; init; }

    /// <summary>Numbers that the windows of a pool take in.</summary>
    public long Pooled { get; init; }

    /// <summary>Numbers that a norm with ReLU would have more to do, did it stand before the pool of the layer it follows.</summary>
    public long PooledBeforeNorm { get; init; }

    /// <summary>Multiplications paired with additions.</summary>
    public long MultiplyAdds => checked(Products + PositionProducts + PositionOnlyProducts);
}
