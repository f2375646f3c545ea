using VisionAttention.Charts;

namespace VisionAttention.Kit.Training.Ablation;

/// <summary>What a setting came to.</summary>
/// <param name="Label">The setting.</param>
/// <param name="Top1">Held-out accuracy of each seed, in percent, in the seeds' order.</param>
/// <param name="Paper">The paper's number.</param>
internal sealed record SettingResult(string Label, IReadOnlyList<double> Top1, double? Paper)
{
    public SampleInterval Interval => SampleInterval.Of(Top1);
}
