using VisionAttention.Charts;
using Plotly.NET.CSharp;

namespace VisionAttention.Kit.Training.Ablation;

/// <summary>The chart of an ablation: means with their intervals and every seed, and beside them the paper's numbers on their own axis.</summary>
internal static class AblationChart
{
    private const double Step = 10;

    /// <summary>Writes a page that needs no network.</summary>
    public static void Save(string path, Sweep sweep, AblationPlan plan, IReadOnlyList<SettingResult> results)
    {
        // Differences of a point would not be seen from 0 on; the axis says where it begins.
        var from = Math.Floor(results.Min(result => result.Top1.Min()) / Step) * Step;
        var settings = results.Select(result => new AblationSetting(result.Label, result.Top1, result.Paper)).ToArray();
        AblationBars.Of($"top-1, %: {plan.Scale}", settings, sweep.PaperScale is { } scale ? $"top-1, %: {scale}<br>({PaperValues.Source(sweep)})" : null, from).SaveHtml(path);
    }
}
