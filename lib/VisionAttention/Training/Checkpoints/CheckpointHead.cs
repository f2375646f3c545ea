namespace VisionAttention.Training.Checkpoints;

/// <summary>What a checkpoint says beside its tensors.</summary>
internal sealed record CheckpointHead
{
    /// <summary>Raised when an older program could misread a newer file.</summary>
    public const int CurrentFormat = 1;

    public required int Format { get; init; }

    /// <summary>Steps done.</summary>
    public required long Step { get; init; }

    /// <summary>The epoch, from 0, that comes next; the reader needs only <see cref="Step"/>, a person likes this.</summary>
    public required long Epoch { get; init; }

    /// <summary>The batch of that epoch, from 0, that comes next.</summary>
    public required long Batch { get; init; }

    /// <summary>Steps of the whole run, by which a change of the data set is noticed.</summary>
    public required long Steps { get; init; }

    /// <summary>Rows that metrics.csv had.</summary>
    public required long Rows { get; init; }

    /// <summary>What was counted since the last of them.</summary>
    public required MeterSums Meter { get; init; }

    /// <summary>Seconds of the run so far.</summary>
    public required double Seconds { get; init; }

    public required TrainingOptions Options { get; init; }

    /// <summary>Of libtorch, this library and so on, by name.</summary>
    public required Dictionary<string, string> Versions { get; init; }
}
