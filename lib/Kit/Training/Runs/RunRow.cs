using System.Globalization;
using VisionAttention.Training;
using VisionAttention.Training.Runs;

namespace VisionAttention.Kit.Training.Runs;

/// <summary>A run as a list shows it, also where its files are damaged.</summary>
internal sealed record RunRow(string Name, string Folder, RunRecord? Record, string? Damage)
{
    public const string Alignment = "lllrrrrll";

    public static string[] Heading => ["run", "model", "data", "epochs", "top-1 %", "loss", "time", "device", "state"];

    public string State => Damage is not null ? "damaged" : Record!.IsFinished ? "finished" : "unfinished";

    public TrainingProgress? Newest => Record?.Reports is [.., var report] ? report : null;

    public TrainingProgress? Last => Record?.Reports.LastOrDefault(report => report.TestAccuracy is not null);

    public string? Model => Words("model", "attention");

    public string? Data => Words("data", "limit");

    /// <summary>Every run in a folder, by name.</summary>
    public static IReadOnlyList<RunRow> All(string root)
    {
        return Directory.Exists(root)
            ? [.. Directory.EnumerateDirectories(root).Where(RunRecord.IsRun).Order(StringComparer.Ordinal).Select(Of)]
            : [];
    }

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

    private string? Words(params string[] keys)
    {
        return Record is null ? null : string.Join(' ', keys.Select(key => Record.About.GetValueOrDefault(key)).Where(value => value is not null));
    }
}
