namespace VisionAttention.Kit.Training.Ablation;

/// <summary>What a run of a setting costs.</summary>
/// <param name="Start">Seconds before the first step.</param>
/// <param name="SecondsPerImage">Of training.</param>
internal sealed record SettingCost(double Start, double SecondsPerImage);
