using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Plotly.NET.CSharp;
using VisionAttention.Kit.Platform;
using VisionAttention.Lessons;
using VisionAttention.Training;
using VisionAttention.Training.Runs;

namespace VisionAttention.Kit.Training;

/// <summary>kit runs: lists runs, sets two side by side, draws their curves.</summary>
internal static class RunsCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = CliOptions.Text("--in", "DIR", "The folder of runs' folders. Default: artifacts/runs.");
        folder.Recursive = true;
        var json = CliOptions.Switch("--json", "Prints one JSON object a run.");
        var command = new Command("runs", "Lists the runs: model, data, epochs done, accuracy, loss, time, device, state.") { folder, json };
        command.Subcommands.Add(Plot(folder, terminal));
        command.Subcommands.Add(Compare(folder, terminal));
        command.SetAction(parsed =>
        {
            var place = Place(parsed.GetValue(folder));
            var rows = RunRow.All(place);
            if (parsed.GetValue(json))
            {
                foreach (var row in rows)
                    terminal.Out.WriteLine(Json(row));
            }
            else if (rows.Count == 0)
            {
                terminal.Out.WriteLine($"{place} has no runs yet: ./kit train makes one");
            }
            else
            {
                terminal.Table(RunRow.Alignment, [RunRow.Heading, .. rows.Select(row => row.Cells())]);
            }
            foreach (var row in rows.Where(row => row.Damage is not null))
                terminal.Error.WriteLine($"kit runs: {row.Damage}");
            return 0;
        });
        return command;
    }

    private static Command Plot(Option<string?> folder, Terminal terminal)
    {
        var names = new Argument<string[]>("RUN") { Description = "Names or folders of runs.", Arity = ArgumentArity.OneOrMore };
        var file = CliOptions.Text("--out", "FILE.html", "The page. Default: curves.html.");
        var command = new Command("plot", "Draws loss and accuracy of runs over each other, as a page for a browser.") { names, file };
        command.SetAction(parsed =>
        {
            var records = parsed.GetValue(names)!.Select(name => RunRecord.Read(RunPlaces.Find(Place(parsed.GetValue(folder)), name))).ToList();
            // The chart counts images as steps of one size: a run of larger batches is brought to them.
            var page = Path.GetFullPath(parsed.GetValue(file) ?? "curves.html");
            if (!Directory.Exists(Path.GetDirectoryName(page)))
                throw new UsageProblem($"--out {page}: its folder does not exist");
            TrainingCurves.Of(1, [.. records.Select(record => (record.Name, ByImages(record)))]).SaveHtml(page);
            terminal.Out.WriteLine(page.EndsWith(".html", StringComparison.OrdinalIgnoreCase) ? page : page + ".html");
            return 0;
        });
        return command;
    }

    private static Command Compare(Option<string?> folder, Terminal terminal)
    {
        var (first, second) = (new Argument<string>("A") { Description = "Name or folder of a run." }, new Argument<string>("B") { Description = "Another." });
        var json = CliOptions.Switch("--json", "Prints one JSON object.");
        var command = new Command("compare", "Shows in what two runs differ: settings, machine, results.") { first, second, json };
        command.SetAction(parsed =>
        {
            var place = Place(parsed.GetValue(folder));
            var (a, b) = (RunRecord.Read(RunPlaces.Find(place, parsed.GetValue(first)!)), RunRecord.Read(RunPlaces.Find(place, parsed.GetValue(second)!)));
            var differences = a.DifferencesTo(b).Concat(ModelDifferences(a, b)).Concat(Results(a, b)).ToList();
            if (parsed.GetValue(json))
                terminal.Out.WriteLine(JsonLines.Of(new { kind = "comparison", a = a.Folder, b = b.Folder, differences = differences.Select(entry => new { entry.Setting, a = entry.Here, b = entry.There }) }));
            else if (differences.Count == 0)
                terminal.Out.WriteLine($"{a.Name} and {b.Name} do not differ");
            else
                terminal.Table("lll", [["setting", a.Name, b.Name], .. differences.Select(entry => new[] { entry.Setting, entry.Here, entry.There })]);
            return 0;
        });
        return command;
    }

    private static string Place(string? folder)
    {
        if (folder is not null && !Directory.Exists(folder))
            throw new UsageProblem($"--in {folder} is no folder: name one that holds the folders of runs");
        return folder is null ? RunPlaces.All(root: null) : Path.GetFullPath(folder);
    }

    private static IReadOnlyList<VisionAttention.Training.TrainingProgress> ByImages(RunRecord record) =>
        [.. record.Reports.Select(report => report with { Step = report.Images })];

    private static IEnumerable<(string Setting, string Here, string There)> Results(RunRecord a, RunRecord b)
    {
        (string Name, Func<RunRecord, double?> Value)[] results =
        [
            ("result.top1", run => run.LastAccuracy),
            ("result.bestTop1", run => run.BestAccuracy),
            ("result.loss", run => run.Reports.LastOrDefault(report => report.TestLoss is not null)?.TestLoss),
            ("result.seconds", run => run.Reports is [.., var last] ? last.Seconds : null),
        ];
        return results.Select(result => (result.Name, Text(result.Value(a)), Text(result.Value(b)))).Where(entry => entry.Item2 != entry.Item3);
    }

    private static IEnumerable<(string Setting, string Here, string There)> ModelDifferences(RunRecord a, RunRecord b)
    {
        var (here, there) = (ModelSettings(a), ModelSettings(b));
        return here.Keys.Union(there.Keys)
            .Select(name => (name, here.GetValueOrDefault(name, ""), there.GetValueOrDefault(name, "")))
            .Where(entry => entry.Item2 != entry.Item3);
    }

    private static Dictionary<string, string> ModelSettings(RunRecord run)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(Path.Combine(run.Folder, ModelRecipe.FileName)))
            return settings;
        using var document = JsonDocument.Parse(ModelRecipe.Read(run.Folder).ToJson());
        Add(document.RootElement, "model");
        return settings;

        void Add(JsonElement element, string name)
        {
            if (element.ValueKind != JsonValueKind.Object)
            {
                settings[name] = element.ToString().ReplaceLineEndings(" ");
                return;
            }
            foreach (var property in element.EnumerateObject())
                Add(property.Value, $"{name}.{property.Name}");
        }
    }

    private static string Json(RunRow row)
    {
        return JsonLines.Of(new
        {
            kind = "run", row.Name, row.Folder, row.State, row.Model, row.Data, top1 = row.Last?.TestAccuracy, top5 = row.Last?.TestTop5Accuracy, loss = row.Last?.TestLoss,
            step = row.Newest?.Step, steps = row.Newest?.Steps, seconds = row.Newest?.Seconds,
            epochs = row.Record?.Options.Epochs, seed = row.Record?.Options.Seed, device = row.Record?.Machine.GetValueOrDefault("device"), row.Damage,
        });
    }

    private static string Text(double? value) => value?.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture) ?? "";
}

/// <summary>A run as a list shows it, also where its files are damaged.</summary>
internal sealed record RunRow(string Name, string Folder, RunRecord? Record, string? Damage)
{
    public const string Alignment = "lllrrrrll";

    public static string[] Heading => ["run", "model", "data", "epochs", "top-1 %", "loss", "time", "device", "state"];

    public string State => Damage is not null ? "damaged" : Record!.IsFinished ? "finished" : RunFiles.IsLocked(Folder) ? "running" : "unfinished";

    public TrainingProgress? Newest => Record?.Reports is [.., var report] ? report : null;

    public TrainingProgress? Last => Record?.Reports.LastOrDefault(report => report.TestAccuracy is not null);

    public string? Model => Words("model", "attention");

    public string? Data => Words("data", "limit");

    /// <summary>Every run in a folder, by name.</summary>
    public static IReadOnlyList<RunRow> All(string root) =>
        Directory.Exists(root)
            ? [.. Directory.EnumerateDirectories(root).Where(RunRecord.IsRun).Order(StringComparer.Ordinal).Select(Of)]
            : [];

    public string[] Cells()
    {
        var report = Newest;
        return
        [
            Name,
            Model ?? "",
            Data ?? "",
            report is null ? "0" : string.Create(CultureInfo.InvariantCulture, $"{report.Epochs * (double)report.Step / report.Steps:0.##} of {report.Epochs}"),
            Last is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{Last.TestAccuracy:0.00}"),
            Last is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{Last.TestLoss:0.000}"),
            report is null ? "" : TrainingStatus.Duration(report.Seconds),
            Record?.Machine.GetValueOrDefault("device", "") ?? "",
            State,
        ];
    }

    private static RunRow Of(string folder)
    {
        var name = Path.GetFileName(folder);
        try
        {
            return new RunRow(name, folder, RunRecord.Read(folder), Damage: null);
        }
        catch (Exception damage) when (damage is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return new RunRow(name, folder, Record: null, damage.Message);
        }
    }

    private string? Words(params string[] keys) =>
        Record is null ? null : string.Join(' ', keys.Select(key => Record.About.GetValueOrDefault(key)).Where(value => value is not null));
}
