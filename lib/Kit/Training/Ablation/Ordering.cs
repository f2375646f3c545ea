using System.Globalization;
using VisionAttention.Charts;

namespace VisionAttention.Kit.Training.Ablation;

/// <summary>Two neighbours in the paper's order, and what we find of them.</summary>
/// <param name="Better">What the paper finds better, or as good.</param>
/// <param name="Worse">The other.</param>
/// <param name="Paper">The paper's difference, in percent points.</param>
/// <param name="Ours">Ours, the mean of the differences seed by seed, with its interval.</param>
internal sealed record Ordering(string Better, string Worse, double Paper, SampleInterval Ours)
{
    /// <summary>In words what was found, whatever it is.</summary>
    public string Verdict
    {
        get
        {
            if (Paper == 0)
                return "the paper sees no difference";
            if (Ours.Half is not { } half)
                return Ours.Mean > 0 ? "same direction, one seed: no interval" : "not reproduced: other direction, one seed: no interval";
            var isBeyondChance = Math.Abs(Ours.Mean) > half;
            return (Ours.Mean > 0, isBeyondChance) switch
            {
                (true, true) => "reproduced: the interval excludes 0",
                (true, false) => "same direction, but the interval holds 0",
                (false, true) => "not reproduced: the other way round, and the interval excludes 0",
                _ => "not reproduced: no such direction, and the interval holds 0",
            };
        }
    }

    public override string ToString()
    {
        var interval = Ours.Half is { } half ? string.Create(CultureInfo.InvariantCulture, $" ± {half:0.00}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Better} over {Worse}: paper {Paper:+0.0;-0.0;0.0}, here {Ours.Mean:+0.00;-0.00;0.00}{interval}: {Verdict}");
    }

    /// <summary>The neighbours in the order of the paper's numbers; none where it prints none.</summary>
    public static IReadOnlyList<Ordering> Of(IReadOnlyList<SettingResult> results)
    {
        var printed = results.Where(result => result.Paper is not null).OrderByDescending(result => result.Paper).ToList();
        return [.. printed.Zip(printed.Skip(1), (better, worse) => new Ordering(
            better.Label, worse.Label, Math.Round(better.Paper!.Value - worse.Paper!.Value, 3),
            SampleInterval.Of([.. better.Top1.Zip(worse.Top1, (first, second) => first - second)])))];
    }
}

/// <summary>What a setting came to.</summary>
/// <param name="Label">The setting.</param>
/// <param name="Top1">Held-out accuracy of each seed, in percent, in the seeds' order.</param>
/// <param name="Paper">The paper's number.</param>
internal sealed record SettingResult(string Label, IReadOnlyList<double> Top1, double? Paper)
{
    public SampleInterval Interval => SampleInterval.Of(Top1);
}
