using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using VisionAttention.Data;
using VisionAttention.Kit.Platform;
using VisionAttention.Tensors;
using VisionAttention.Training;

namespace VisionAttention.Kit.Training.Ablation;

/// <summary>A table whose runs are short enough to be made here, one after another in one process, on the CPU.</summary>
/// <param name="Name">As the command line gives it.</param>
/// <param name="Title">What is varied.</param>
/// <param name="Measures">What a run is judged by: one number or several.</param>
/// <param name="Settings">The rows.</param>
internal sealed record ShortSweep(string Name, string Title, IReadOnlyList<SweepMeasure> Measures, IReadOnlyList<ShortSetting> Settings);

/// <summary>A number that each run of a sweep comes to.</summary>
/// <param name="Column">Its column in runs.csv.</param>
/// <param name="Title">What a table calls it.</param>
/// <param name="Unit">Such as %.</param>
/// <param name="Over">What it was measured over, for the chart's axis.</param>
internal sealed record SweepMeasure(string Column, string Title, string Unit, string Over);

/// <summary>A row of a short sweep.</summary>
/// <param name="Label">What a table calls it.</param>
/// <param name="Measure">The numbers of a run, in the order of the sweep's measures, from seed and root.</param>
/// <param name="Need">Refuses a root that lacks what the runs read: called before the first run, not before the one that needs it.</param>
internal sealed record ShortSetting(string Label, Func<int, string, CancellationToken, IReadOnlyList<double>> Measure, Action<string> Need);

/// <summary>A run of a short sweep that is finished.</summary>
internal sealed record ShortRun(string Label, int Seed, IReadOnlyList<double> Numbers, double Seconds);

/// <summary>The sweeps whose runs are made here, and what makes them.</summary>
internal static class ShortSweeps
{
    /// <summary>Processor threads of each run.</summary>
    public const int Threads = 2;

    public static IReadOnlyList<ShortSweep> All { get; } = [.. SentenceSweeps.All, ClipSweep.Sweep];

    public static ShortSweep? Find(string name) => All.FirstOrDefault(sweep => sweep.Name == name);

    /// <summary>Makes the runs that runs.csv does not have yet, and writes the tables.</summary>
    public static int Run(ShortSweep sweep, ParseResult parsed, AblateWords words, Terminal terminal)
    {
        Option[] known = [words.Seeds, words.Out, words.Root, words.Json];
        if (words.Options.Except(known).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } astray)
            throw new UsageProblem($"{astray.Name} is for sweeps over pictures: {sweep.Name} takes {string.Join(", ", known.Select(option => option.Name))}");
        var root = parsed.GetValue(words.Root) ?? DataSetManifest.FindRoot();
        var seeds = (int)(parsed.GetValue(words.Seeds) ?? 3);
        var folder = Path.GetFullPath(parsed.GetValue(words.Out) ?? Path.Combine(RunPlaces.All(parsed.GetValue(words.Root)), "..", "ablations", sweep.Name));
        AtomicFile.MakeFolder(folder);
        var path = Path.Combine(folder, "runs.csv");
        var runs = Finished(path, sweep);
        try
        {
            Make(sweep, seeds, runs, path, root, parsed.GetValue(words.Json) ? TextWriter.Null : terminal.Out, terminal.Cancellation);
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine($"kit ablate: stopped; the same command goes on, with finished runs left alone: ./kit ablate {sweep.Name} --out {folder}");
            return ExitCode.Stopped;
        }
        SettingResult Result(string label, int place) => new(
            label, [.. runs.Where(run => run.Label == label && run.Seed <= seeds).OrderBy(run => run.Seed).Select(run => run.Numbers[place])], Paper: null);
        var tables = sweep.Measures.Select((measure, place) => (Measure: measure, Results: sweep.Settings.Select(setting => Result(setting.Label, place)).ToList())).ToList();
        WriteSummary(folder, sweep, tables);
        foreach (var (measure, results) in tables)
        {
            var name = measure == sweep.Measures[0] ? "chart.html" : $"chart-{measure.Column}.html";
            AblationChart.Save(Path.Combine(folder, name), $"{measure.Title}, {measure.Unit} {measure.Over}", results);
        }
        if (parsed.GetValue(words.Json))
            terminal.Out.WriteLine(ToJson(sweep, folder, seeds, tables));
        foreach (var (measure, results) in parsed.GetValue(words.Json) ? [] : tables)
            terminal.Table("lrr", [["setting", $"{measure.Title}, {measure.Unit}", "95 % interval"], .. results.Select(result => AblationReport.Cells(result, hasPaper: false))]);
        return 0;
    }

    // Seeds are the outer loop: stopped early, every setting has as many runs as every other.
    private static void Make(ShortSweep sweep, int seeds, List<ShortRun> runs, string path, string root, TextWriter say, CancellationToken cancellation)
    {
        var missing = Enumerable.Range(1, seeds).SelectMany(seed => sweep.Settings.Select(setting => (Setting: setting, Seed: seed)))
            .Where(run => !runs.Any(done => done.Label == run.Setting.Label && done.Seed == run.Seed)).ToList();
        foreach (var need in missing.Select(run => run.Setting.Need).Distinct())
            need(root);
        using var threads = new ThreadCount(Threads);
        foreach (var (setting, seed) in missing)
        {
            cancellation.ThrowIfCancellationRequested();
            var clock = Stopwatch.StartNew();
            var numbers = setting.Measure(seed, root, cancellation);
            runs.Add(new ShortRun(setting.Label, seed, numbers, clock.Elapsed.TotalSeconds));
            var lines = runs.Select(run => Csv.Line([sweep.Name, run.Label, run.Seed, .. run.Numbers.Cast<object>(), Math.Round(run.Seconds, 1)]));
            AtomicFile.WriteText(path, string.Join(Environment.NewLine, lines.Prepend(Heading(sweep))) + Environment.NewLine);
            var told = numbers.Zip(sweep.Measures, (number, measure) => string.Create(CultureInfo.InvariantCulture, $"{number:0.00} {measure.Unit}"));
            say.WriteLine($"{setting.Label}, seed {seed}: {string.Join(", ", told)}");
        }
    }

    private static string Heading(ShortSweep sweep) => Csv.Line(["sweep", "setting", "seed", .. sweep.Measures.Select(measure => measure.Column), "seconds"]);

    private static List<ShortRun> Finished(string path, ShortSweep sweep)
    {
        var runs = new List<ShortRun>();
        if (!File.Exists(path))
            return runs;
        string[] lines = File.ReadAllLines(path);
        if (lines.FirstOrDefault() != Heading(sweep))
            throw Foreign(lines.FirstOrDefault(""));
        foreach (var line in lines.Skip(1))
        {
            string[] cells = [.. Csv.Cells(line)];
            if (cells is not [var name, var label, var seed, .. var numbers, var seconds] || name != sweep.Name || numbers.Length != sweep.Measures.Count)
                throw Foreign(line);
            double?[] parts = [.. numbers.Append(seconds).Select(cell => double.TryParse(cell, CultureInfo.InvariantCulture, out var number) ? number : (double?)null)];
            if (!int.TryParse(seed, CultureInfo.InvariantCulture, out var whole) || parts.Contains(null))
                throw new InvalidDataException($"{path} is damaged at the line {FileErrors.OneLine(line)}. Fix: delete the line, and the run is made again");
            runs.Add(new ShortRun(label, whole, [.. parts[..^1].Select(part => part!.Value)], parts[^1]!.Value));
        }
        return runs;

        InvalidDataException Foreign(string line) =>
            new($"{path} is not of the sweep {sweep.Name}: it has the line {FileErrors.OneLine(line)}. Fix: delete it, or name another folder with --out");
    }

    // A setting is a row; the ends of a second number's interval bear its name.
    private static void WriteSummary(string folder, ShortSweep sweep, List<(SweepMeasure Measure, List<SettingResult> Results)> tables)
    {
        var heading = sweep.Measures.Select(measure => measure.Column).SelectMany((column, place) => place == 0
            ? new[] { $"mean_{column}", "low_95", "high_95" }
            : [$"mean_{column}", $"low_95_{column}", $"high_95_{column}"]);
        var rows = sweep.Settings.Select((setting, row) => Csv.Line([sweep.Name, setting.Label, tables[0].Results[row].Top1.Count,
            .. tables.Select(table => table.Results[row].Interval).SelectMany(interval => new object?[] { interval.Mean, interval.Low, interval.High })]));
        string[] lines = [Csv.Line(["sweep", "setting", "seeds", .. heading]), .. rows];
        AtomicFile.WriteText(Path.Combine(folder, "summary.csv"), string.Join(Environment.NewLine, lines) + Environment.NewLine);
    }

    private static string ToJson(ShortSweep sweep, string folder, int seeds, List<(SweepMeasure Measure, List<SettingResult> Results)> tables)
    {
        var isOne = tables.Count == 1;
        var settings = tables.SelectMany(table => table.Results.Select(result => new
        {
            measure = isOne ? null : table.Measure.Column,
            setting = result.Label,
            top1 = isOne ? result.Top1 : null,
            values = isOne ? null : result.Top1,
            result.Interval.Mean, result.Interval.Low, result.Interval.High,
        }));
        return JsonLines.Of(new { kind = "ablation", sweep = sweep.Name, folder, seeds, settings });
    }
}
