using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using VisionAttention.Data;
using VisionAttention.Kit.Platform;
using VisionAttention.Kit.Setup;

namespace VisionAttention.Kit.Commands;

/// <summary>./kit data</summary>
internal static class DataCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The command with its parts.</summary>
    public static Command Create() => new("data", "Lists, fetches and checks the data sets of data/manifest.json.") { List(), Get(), Check() };

    private static Command List()
    {
        var json = new Option<bool>("--json") { Description = "Prints the list as JSON." };
        var command = new Command("list", "Shows every data set: size, whether it is here, licence, classes.") { json };
        command.SetAction(arguments =>
        {
            var context = SetupContext.Current();
            var root = context.Workspace.Root;
            var sets = DataSetManifest.Read(root);
            if (arguments.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(sets.Select(set => Description(root, set.Key, set.Value)), Indented));
                return 0;
            }

            List<string[]> rows = [["data set", "MiB", "state", "classes", "licence", "folder"]];
            foreach (var (name, entry) in sets)
            {
                var state = StateText(root, entry);
                var shown = state == "there" ? state : $"{state}: ./kit data get {name}";
                var size = (BytesOf(entry) + (1 << 19)) >> 20;
                rows.Add([name, size > 0 ? $"{size}" : "<1", shown, entry.Classes is { } classes ? $"{classes}" : "-", entry.Licence, entry.Folder]);
            }

            context.Report.Table(rows);
            return 0;
        });
        return command;
    }

    private static Command Get()
    {
        var names = new Argument<string[]>("NAME") { Description = "Data sets, for example: fashion-mnist; all means every one.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("get", "Fetches what is missing or wrong; what is right stays. Goes on where it broke off.") { names };
        command.SetAction(async (arguments, cancellation) =>
        {
            var context = SetupContext.Current();
            var chosen = arguments.GetValue(names)!;
            foreach (var name in Names(context, chosen is ["all"] ? [] : chosen))
            {
                using var progress = new DataProgress(context.Report);
                context.Report.Line($"{name}: {await new DataStep(name, progress).BringAsync(context, cancellation)}");
            }

            return 0;
        });
        return command;
    }

    private static Command Check()
    {
        var names = new Argument<string[]>("NAME") { Description = "Data sets; none means all that are here.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("check", "Checks every file's length and SHA-256.") { names };
        command.SetAction(arguments =>
        {
            var context = SetupContext.Current();
            var chosen = arguments.GetValue(names) ?? [];
            var failed = 0;
            foreach (var name in Names(context, chosen))
            {
                var state = DataSetFiles.LooksLike(context.Workspace.Root, DataSetManifest.Read(context.Workspace.Root, name));
                if (state == DataSetState.Missing && chosen.Length == 0)
                {
                    context.Report.Line($"{name}: not here");
                    continue;
                }

                failed += CheckOne(context, name) ? 0 : 1;
            }

            return failed == 0 ? 0 : 1;
        });
        return command;
    }

    private static bool CheckOne(SetupContext context, string name)
    {
        try
        {
            var unproved = DataSetFiles.Verify(context.Workspace.Root, name);
            context.Report.Line(unproved.Count == 0
                ? $"{name}: every file is right"
                : $"{name}: every file has the right length; no checksum is known for {string.Join(", ", unproved)}");
            return true;
        }
        catch (Exception failure) when (failure is FileNotFoundException or InvalidDataException)
        {
            Console.Error.WriteLine($"kit: {failure.Message}");
            return false;
        }
    }

    private static object Description(string root, string name, DataSetEntry entry) => new
    {
        name,
        bytes = BytesOf(entry),
        state = StateText(root, entry),
        entry.Licence,
        entry.Classes,
        entry.Folder,
    };

    private static long BytesOf(DataSetEntry entry) => entry.Files.Sum(file => file.Bytes);

    private static string StateText(string root, DataSetEntry entry) => DataSetFiles.LooksLike(root, entry) switch
    {
        DataSetState.There => "there",
        DataSetState.Missing => "missing",
        _ => "damaged",
    };

    private static IEnumerable<string> Names(SetupContext context, string[] chosen)
    {
        var all = DataSetManifest.Read(context.Workspace.Root);
        foreach (var name in chosen)
        {
            if (!all.ContainsKey(name))
                throw new KitException($"no data set is called \"{name}\"", $"choose from: {string.Join(", ", all.Keys)}");
        }

        return chosen.Length > 0 ? chosen : all.Keys;
    }
}

/// <summary>Shows a download: a bar on a terminal, a line each ten percent elsewhere; what is said comes as lines.</summary>
internal sealed class DataProgress : IProgress<DataSetProgress>, IDisposable
{
    private readonly Report _report;
    private TaskCompletionSource? _end;
    private Task? _shown;
    private ProgressContext? _bars;
    private ProgressTask? _bar;
    private string? _file;
    private long _lastTenth;

    /// <summary>Shows on a report's console.</summary>
    public DataProgress(Report report) => _report = report;

    public void Report(DataSetProgress value)
    {
        if (value.Text is { } text)
        {
            EndBar();
            _report.Line("     ", "grey", text);
        }
        else if (value is { Received: { } received, Total: { } total } && total > 0)
        {
            Count(value.File, received, total);
        }
    }

    /// <summary>Takes the bar away.</summary>
    public void Dispose() => EndBar();

    private void Count(string file, long received, long total)
    {
        if (!_report.IsTerminal)
        {
            var tenth = file == _file ? _lastTenth : 0;
            _file = file;
            _lastTenth = received * 10 / total;
            if (_lastTenth > tenth)
                _report.Line("     ", "grey", $"{file}: {_lastTenth * 10} % of {(total + (1 << 19)) >> 20} MiB");
            return;
        }

        if (_bar is null)
            StartBar(file, total);
        _bar!.Value = received;
    }

    private void StartBar(string file, long total)
    {
        using var ready = new ManualResetEventSlim();
        var end = _end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _shown = AnsiConsole.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(async bars =>
            {
                _bars = bars;
                _bar = bars.AddTask(Markup.Escape(file), maxValue: total);
                ready.Set();
                await end.Task;
            });
        ready.Wait();
    }

    private void EndBar()
    {
        if (_bar is null)
            return;
        _bars!.Refresh();
        _end!.TrySetResult();
        _shown!.GetAwaiter().GetResult();
        _bar = null;
    }
}
