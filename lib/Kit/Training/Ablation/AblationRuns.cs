using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using VisionAttention.Kit.Platform;
using VisionAttention.Tensors;
using VisionAttention.Training.Runs;

namespace VisionAttention.Kit.Training.Ablation;

/// <summary>The runs of an ablation: those that are finished are left alone, those that were stopped go on.</summary>
internal sealed class AblationRuns(Sweep sweep, IReadOnlyList<SweepSetting> settings, AblationPlan plan, string folder, IReadOnlyList<string> devices, string root)
{
    private const string ClaimsName = "claims";

    private readonly ConcurrentDictionary<string, double> _shares = new(StringComparer.Ordinal);

    /// <summary>Where shards agree on who plans.</summary>
    public static string Planning(string folder) => Path.Combine(folder, "planning");

    /// <summary>Whether shards are at work in a folder, or were when they were stopped.</summary>
    public static bool AreShared(string folder) => Directory.Exists(Path.Combine(folder, ClaimsName)) || Directory.Exists(Planning(folder));

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
        var free = Slots();
        var options = new ParallelOptions { MaxDegreeOfParallelism = plan.Parallel, CancellationToken = terminal.Cancellation };
        Parallel.ForEachAsync(missing, options, async (run, cancellation) =>
        {
            await TrainAsync(run.Words, run.Folder, free, report => Follow(run.Folder, report), cancellation).ConfigureAwait(false);
            _shares[run.Folder] = 1;
            Say(terminal, isQuiet, $"{Result(run.Setting, run.Seed)}{Left(wanted.Count, missing.Count, clock.Elapsed.TotalSeconds)}");
        }).GetAwaiter().GetResult();
        return missing.Count;
    }

    /// <summary>Makes every run that is missing together with other shards; over when all are finished, whoever made them.</summary>
    /// <remarks>A run lies below its owner's name until it is finished. Who takes it over moves it below another, so that one who was only thought to be dead cannot write into it.</remarks>
    public void Share(Shard shard, Terminal terminal, bool isQuiet)
    {
        var runs = Wanted().ToDictionary(run => Path.GetFileName(run.Folder), StringComparer.Ordinal);
        // Its own part first, then the next shard's, and so on round.
        var order = runs.Keys.Select((name, number) => (Name: name, Turn: (number + shard.Count - shard.Number + 1) % shard.Count)).OrderBy(run => run.Turn).Select(run => run.Name).ToList();
        var free = Slots();
        var claims = new ClaimFolder(Path.Combine(folder, ClaimsName), shard, TimeSpan.FromSeconds(plan.DeadAfter));
        claims.WorkAsync(order, plan.Parallel, name => RunPlaces.IsFinished(runs[name].Folder), TrainClaimedAsync, text => Say(terminal, isQuiet, $"shard {shard}: {text}"), terminal.Cancellation)
            .GetAwaiter().GetResult();

        async Task TrainClaimedAsync(Claim claim, CancellationToken cancellation)
        {
            var run = runs[claim.Job];
            var place = await AdoptAsync(claim, claims.Owner, run.Folder, text => Say(terminal, isQuiet, $"shard {shard}: {text}"), cancellation).ConfigureAwait(false);
            await TrainAsync(run.Words, place, free, report =>
            {
                if (report.TryGetProperty("kind", out var kind) && kind.ValueEquals("begin") && report.GetProperty("step").GetInt64() is > 0 and var step)
                    Say(terminal, isQuiet, string.Create(CultureInfo.InvariantCulture, $"shard {shard}: {claim.Job} goes on after step {step}"));
            }, cancellation).ConfigureAwait(false);
            Directory.Move(place, run.Folder);
            var finished = runs.Values.Count(other => RunPlaces.IsFinished(other.Folder));
            Say(terminal, isQuiet, string.Create(CultureInfo.InvariantCulture, $"shard {shard}: {Result(run.Setting, run.Seed)} ({finished} of {runs.Count})"));
        }
    }

    /// <summary>The accuracies of every setting.</summary>
    public IReadOnlyList<SettingResult> Results() =>
        [.. settings.Select(setting => new SettingResult(
            setting.Label, [.. Seeds().Select(seed => RunRecord.Read(Folder(setting, seed)).LastAccuracy ?? double.NaN)], PaperValues.Of(sweep, setting.Label)))];

    /// <summary>Every run's record, by setting and seed.</summary>
    public IEnumerable<(SweepSetting Setting, int Seed, RunRecord Record)> Records() =>
        settings.SelectMany(setting => Seeds().Select(seed => (setting, seed, RunRecord.Read(Folder(setting, seed)))));

    // Seeds are the outer loop: stopped early, every setting has as many runs as every other.
    private IEnumerable<(SweepSetting Setting, int Seed, string Folder, IReadOnlyList<string> Words)> Wanted() =>
        Seeds().SelectMany(seed => settings.Select(setting => (setting, seed, Folder(setting, seed), Words(setting, seed))));

    private IReadOnlyList<string> Words(SweepSetting setting, int seed) => [.. sweep.BaseWords, .. setting.Words, .. plan.Words(), "--seed", seed.ToString(CultureInfo.InvariantCulture), "--resume"];

    // A device for each run that is made at a time.
    private ConcurrentQueue<string> Slots() => new(Enumerable.Range(0, plan.Parallel).Select(slot => devices[slot % devices.Count]));

    private async Task TrainAsync(IReadOnlyList<string> words, string place, ConcurrentQueue<string> free, Action<JsonElement> onReport, CancellationToken cancellation)
    {
        free.TryDequeue(out var device);
        try
        {
            await ChildTraining.RunAsync([.. words, "--out", place, "--device", device!, "--root", root], onReport, cancellation).ConfigureAwait(false);
        }
        finally
        {
            free.Enqueue(device!);
        }
    }

    // What there is of a run, wherever it was begun, becomes this owner's.
    private async Task<string> AdoptAsync(Claim claim, string owner, string finished, Action<string> say, CancellationToken cancellation)
    {
        var claims = Path.Combine(folder, ClaimsName);
        var place = Path.Combine(claims, owner, claim.Job);
        var owners = Directory.EnumerateDirectories(claims).OrderBy(path => Path.GetFileName(path) == claim.Former ? 0 : 1);
        var found = owners.Select(path => Path.Combine(path, claim.Job)).Append(finished).FirstOrDefault(Directory.Exists);
        if (found is null || found == place)
            return place;
        // Where files can be locked, a process that was only stopped still holds it.
        if (RunFiles.IsLocked(found))
            say($"waiting for {claim.Job}: a process that trains it is silent, but not gone");
        while (RunFiles.IsLocked(found))
            await Task.Delay(TimeSpan.FromSeconds(1), cancellation).ConfigureAwait(false);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        AtomicFile.DeleteFolder(place);
        Directory.Move(found, place);
        return place;
    }

    private string Result(SweepSetting setting, int seed) => string.Create(CultureInfo.InvariantCulture, $"{setting.Label}, seed {seed}: {RunRecord.Read(Folder(setting, seed)).LastAccuracy:0.00} %");

    private void Say(Terminal terminal, bool isQuiet, string line)
    {
        if (isQuiet)
            return;
        lock (_shares)
            terminal.Out.WriteLine(line);
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
