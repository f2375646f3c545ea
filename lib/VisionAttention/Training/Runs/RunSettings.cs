namespace VisionAttention.Training.Runs;

/// <summary>options.json: the recipe, and what the one who started the run says about it.</summary>
internal sealed record RunSettings
{
    public required TrainingOptions Training { get; init; }

    public Dictionary<string, string> About { get; init; } = [];
}
