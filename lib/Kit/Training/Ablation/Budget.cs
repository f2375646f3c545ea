using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using VisionAttention.Kit.Platform;

namespace VisionAttention.Kit.Training.Ablation;

/// <summary>Chooses epochs, images and width so that an ablation fits into some minutes.</summary>
/// <remarks>Each setting is timed on a few steps, as many at a time as there will be. Then epochs are cut first, down to one, because new images teach more than
/// seen ones; then images, down to a least number; then the width is halved once and timed again.</remarks>
internal static class Budget
{
    private const long ProbeImages = 320;
    private const long LeastImages = 500;
    private const double NarrowWidth = 0.125;
    // Evaluation runs forward only.
    private const double EvaluationShare = 1 / 3.0;
    // Other programs, checkpoints, the last run that has a core to itself.
    private const double Reserve = 1.15;

    /// <summary>A plan that fits, as far as one can.</summary>
    public static AblationPlan Fit(AblationPlan wanted, double minutes, Sweep sweep, IReadOnlyList<SweepSetting> settings, IReadOnlyList<string> devices, string root, Terminal terminal)
    {
        var clock = Stopwatch.StartNew();
        var plan = wanted;
        for (; ; )
        {
            var costs = Time(plan, sweep, settings, devices, root, terminal);
            var left = minutes * 60 - clock.Elapsed.TotalSeconds;
            var fitting = Cut(plan, left, costs);
            var canNarrow = sweep.IsOfNetworks && plan.Width > NarrowWidth;
            if (fitting is null && canNarrow)
            {
                plan = plan with { Width = NarrowWidth };
                continue;
            }
            var isTooMuch = fitting is null;
            fitting ??= plan with { Epochs = 1, Images = Math.Min(LeastImages, wanted.Images) };
            return fitting with { Cut = Words(wanted, fitting, minutes, isTooMuch ? Seconds(fitting, costs) : null) };
        }
    }

    /// <summary>The largest plan that fits into some seconds; null where the least does not.</summary>
    internal static AblationPlan? Cut(AblationPlan plan, double seconds, IReadOnlyList<SettingCost> costs)
    {
        for (var epochs = plan.Epochs; epochs > 1; epochs--)
        {
            if (Seconds(plan with { Epochs = epochs }, costs) <= seconds)
                return plan with { Epochs = epochs };
        }
        var one = plan with { Epochs = 1 };
        if (Seconds(one, costs) <= seconds)
            return one;
        // The time grows in a straight line with the images.
        var (empty, full) = (Seconds(one with { Images = 0 }, costs), Seconds(one, costs));
        var images = (long)((seconds - empty) / (full - empty) * one.Images) / 100 * 100;
        return images >= Math.Min(LeastImages, plan.Images) ? one with { Images = images } : null;
    }

    /// <summary>What a plan will take.</summary>
    internal static double Seconds(AblationPlan plan, IReadOnlyList<SettingCost> costs)
    {
        var all = plan.Seeds * costs.Sum(cost => cost.Start + plan.Epochs * (plan.Images + EvaluationShare * plan.TestImages) * cost.SecondsPerImage);
        return Reserve * all / (plan.Parallel * (plan.Shards ?? 1));
    }

    private static IReadOnlyList<SettingCost> Time(AblationPlan plan, Sweep sweep, IReadOnlyList<SweepSetting> settings, IReadOnlyList<string> devices, string root, Terminal terminal)
    {
        var costs = new ConcurrentDictionary<string, SettingCost>(StringComparer.Ordinal);
        var scratch = Directory.CreateTempSubdirectory("kit-ablate-");
        try
        {
            var probe = plan with { Images = Math.Min(ProbeImages, plan.Images), TestImages = 1, Epochs = 1 };
            var free = new ConcurrentQueue<string>(Enumerable.Range(0, plan.Parallel).Select(slot => devices[slot % devices.Count]));
            var options = new ParallelOptions { MaxDegreeOfParallelism = plan.Parallel, CancellationToken = terminal.Cancellation };
            Parallel.ForEachAsync(settings, options, async (setting, cancellation) =>
            {
                free.TryDequeue(out var device);
                var clock = Stopwatch.StartNew();
                var speed = 0.0;
                await ChildTraining.RunAsync(
                    [.. sweep.BaseWords, .. setting.Words, .. probe.Words(), "--out", Path.Combine(scratch.FullName, setting.Slug), "--device", device!, "--root", root],
                    report => speed = report.TryGetProperty("imagesPerSecond", out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : speed,
                    cancellation).ConfigureAwait(false);
                free.Enqueue(device!);
                costs[setting.Label] = new SettingCost(Math.Max(0.5, clock.Elapsed.TotalSeconds - probe.Images / speed), 1 / speed);
            }).GetAwaiter().GetResult();
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
        return [.. settings.Select(setting => costs[setting.Label])];
    }

    private static string Words(AblationPlan wanted, AblationPlan plan, double minutes, double? needed)
    {
        var cuts = new List<string>();
        if (plan.Width != wanted.Width)
            cuts.Add(string.Create(CultureInfo.InvariantCulture, $"width {wanted.Width} to {plan.Width}"));
        if (plan.Images != wanted.Images)
            cuts.Add(string.Create(CultureInfo.InvariantCulture, $"images {wanted.Images} to {plan.Images}"));
        if (plan.Epochs != wanted.Epochs)
            cuts.Add(string.Create(CultureInfo.InvariantCulture, $"epochs {wanted.Epochs} to {plan.Epochs}"));
        if (cuts.Count == 0)
            return "";
        var rest = needed is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"; even so it will take about {Math.Ceiling(seconds / 60)} minutes") : "";
        return string.Create(CultureInfo.InvariantCulture, $"cut to fit {minutes} minutes: {string.Join(", ", cuts)}{rest}");
    }
}

/// <summary>What a run of a setting costs.</summary>
/// <param name="Start">Seconds before the first step.</param>
/// <param name="SecondsPerImage">Of training.</param>
internal sealed record SettingCost(double Start, double SecondsPerImage);
