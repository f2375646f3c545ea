using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using VisionAttention.Kit.Platform;
using VisionAttention.Training.Runs;

namespace VisionAttention.Kit.Training.Ablation;

/// <summary>The runs of an ablation: those that are finished are left alone, those that were stopped go on.</summary>
internal sealed class AblationRuns(Sweep sweep, IReadOnlyList<SweepSetting> settings, AblationPlan plan, string folder, IReadOnlyList<string> devices, string root)
{
    private readonly ConcurrentDictionary<string, double> _shares = new(StringComparer.Ordinal);

    /// <summary>Makes every run that is missing, several at a time.</summary>
    public int Make(Terminal terminal, bool isQuiet)
    {
        var wanted = Wanted().ToList();
        var missing = wanted.Where(run => !RunPlaces.IsFinished(run.Folder)).ToList();
        if (missing.Count == 0)
            return 0;
        foreach (var run in wanted.Except(missing))
            _shares[run.Folder] = 1;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var free = new ConcurrentQueue<string>(Enumerable.Range(0, plan.Parallel).Select(slot => devices[slot % devices.Count]));
        var options = new ParallelOptions { MaxDegreeOfParallelism = plan.Parallel, CancellationToken = terminal.Cancellation };
        Parallel.ForEachAsync(missing, options, async (run, cancellation) =>
        {
            free.TryDequeue(out var device);
            await ChildTraining.RunAsync([.. run.Words, "--device", device!, "--root", root], report => Follow(run.Folder, report), cancellation).ConfigureAwait(false);
            free.Enqueue(device!);
            _shares[run.Folder] = 1;
            var left = Left(wanted.Count, missing.Count, clock.Elapsed.TotalSeconds);
            var accuracy = RunRecord.Read(run.Folder).LastAccuracy;
            if (!isQuiet)
            {
                var line = string.Create(CultureInfo.InvariantCulture, $"{run.Setting.Label}, seed {run.Seed}: {accuracy:0.00} %{left}");
                lock (free)
                    terminal.Out.WriteLine(line);
            }
        }).GetAwaiter().GetResult();
        return missing.Count;
    }

    /// <summary>The accuracies of every setting.</summary>
    public IReadOnlyList<SettingResult> Results() =>
        [.. settings.Select(setting => new SettingResult(
            setting.Label, [.. Seeds().Select(seed => RunRecord.Read(Folder(setting, seed)).LastAccuracy ?? double.NaN)], PaperValues.Of(sweep, setting.Label)))];

    /// <summary>Every run's record, by setting and seed.</summary>
    public IEnumerable<(SweepSetting Setting, int Seed, RunRecord Record)> Records() =>
        settings.SelectMany(setting => Seeds().Select(seed => (setting, seed, RunRecord.Read(Folder(setting, seed)))));

    // Seeds are the outer loop: stopped early, every setting has as many runs as every other.
    private IEnumerable<(SweepSetting Setting, int Seed, string Folder, IReadOnlyList<string> Words)> Wanted()
    {
        foreach (var seed in Seeds())
        {
            foreach (var setting in settings)
            {
                var place = Folder(setting, seed);
                IReadOnlyList<string> words =
                [
                    .. sweep.BaseWords, .. setting.Words, .. plan.Words(), "--seed", seed.ToString(CultureInfo.InvariantCulture), "--out", place, "--resume",
                ];
                yield return (setting, seed, place, words);
            }
        }
    }

    private IEnumerable<int> Seeds() => Enumerable.Range(1, plan.Seeds);

    private string Folder(SweepSetting setting, int seed) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{setting.Slug}-seed{seed}"));

    private void Follow(string run, JsonElement report)
    {
        if (report.TryGetProperty("step", out var step) && report.TryGetProperty("steps", out var steps))
            _shares[run] = step.GetDouble() / steps.GetDouble();
    }

    private string Left(int all, int missing, double seconds)
    {
        var doneBefore = all - missing;
        var done = _shares.Values.Sum() - doneBefore;
        var finished = _shares.Values.Count(share => share >= 1);
        var left = done > 0 && finished < all ? $", about {TrainingStatus.Duration(seconds / done * (missing - done))} left" : "";
        return string.Create(CultureInfo.InvariantCulture, $" ({finished} of {all}{left})");
    }
}
