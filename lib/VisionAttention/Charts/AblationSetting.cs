namespace VisionAttention.Charts;

/// <summary>One setting of an ablation: our runs and, where there is one, the paper's value.</summary>
/// <param name="Name">What was changed.</param>
/// <param name="Seeds">A value for each run; the runs differ in their seed alone.</param>
/// <param name="Paper">The value that the paper prints; null where it has none.</param>
public sealed record AblationSetting(string Name, IReadOnlyList<double> Seeds, double? Paper = null);
