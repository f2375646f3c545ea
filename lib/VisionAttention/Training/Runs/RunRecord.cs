using System.Text.Json;
using VisionAttention.Tensors;

namespace VisionAttention.Training.Runs;

/// <summary>A run as its folder tells it, whether it is done, broken off or going on.</summary>
public sealed record RunRecord
{
    /// <summary>Where it lies.</summary>
    public required string Folder { get; init; }

    /// <summary>The folder's name.</summary>
    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Folder)));

    /// <summary>The recipe.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>What the one who started it says of it, such as the model and the data.</summary>
    public required IReadOnlyDictionary<string, string> About { get; init; }

    /// <summary>What it was made with; empty if it never got so far.</summary>
    public required IReadOnlyDictionary<string, string> Machine { get; init; }

    /// <summary>Every report, in order.</summary>
    public required IReadOnlyList<TrainingProgress> Reports { get; init; }

    /// <summary>Whether it came to its end.</summary>
    public required bool IsFinished { get; init; }

    /// <summary>The accuracy last measured, in percent.</summary>
    public double? LastAccuracy => Reports.LastOrDefault(report => report.TestAccuracy is not null)?.TestAccuracy;

    /// <summary>The best accuracy measured, in percent.</summary>
    public double? BestAccuracy => Reports.Max(report => report.TestAccuracy);

    /// <summary>Whether a folder holds a run.</summary>
    /// <param name="folder">Any folder.</param>
    public static bool IsRun(string folder) => File.Exists(Path.Combine(folder, RunFiles.Options));

    /// <summary>Reads a run's folder; a run that is going on may be read, too.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InvalidDataException">There is no run, or a file of it is damaged; the message names it.</exception>
    public static RunRecord Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!IsRun(folder))
            throw new InvalidDataException($"{FileErrors.OneLine(folder)} holds no training run: it has no {RunFiles.Options}");
        var settings = ReadSettings(folder);
        var (machine, metrics) = (Path.Combine(folder, RunFiles.Machine), Path.Combine(folder, RunFiles.Metrics));
        return new RunRecord
        {
            Folder = folder,
            Options = settings.Training,
            About = settings.About,
            Machine = File.Exists(machine) ? TrainingOptionsJson.Parse<Dictionary<string, string>>(File.ReadAllText(machine), FileErrors.OneLine(machine)) : [],
            Reports = File.Exists(metrics) ? MetricsFile.Read(metrics) : [],
            IsFinished = File.Exists(Path.Combine(folder, RunFiles.Weights)),
        };
    }

    /// <summary>Every run directly in a folder, by name.</summary>
    /// <param name="root">A folder of runs' folders; it need not exist.</param>
    /// <exception cref="InvalidDataException">A file of a run is damaged; the message names it.</exception>
    public static IReadOnlyList<RunRecord> All(string root)
    {
        return Directory.Exists(root)
            ? [.. Directory.EnumerateDirectories(root).Where(IsRun).Order(StringComparer.Ordinal).Select(Read)]
            : [];
    }

    /// <summary>The settings in which two runs differ.</summary>
    /// <param name="other">Another run.</param>
    /// <returns>Name, value here, value there; as text, empty where a run has none.</returns>
    public IReadOnlyList<(string Setting, string Here, string There)> DifferencesTo(RunRecord other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var (here, there) = (Settings(), other.Settings());
        return [.. here.Keys.Union(there.Keys)
            .Select(name => (Setting: name, Here: here.GetValueOrDefault(name, ""), There: there.GetValueOrDefault(name, "")))
            .Where(entry => entry.Here != entry.There)];
    }

    internal static RunSettings ReadSettings(string folder)
    {
        var path = Path.Combine(folder, RunFiles.Options);
        return TrainingOptionsJson.Parse<RunSettings>(File.ReadAllText(path), FileErrors.OneLine(path), settings => settings.Training.Validate());
    }

    private Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in About)
            settings[name] = text;
        using var document = JsonDocument.Parse(TrainingOptionsJson.Write(Options));
        Add(document.RootElement, "");
        foreach (var (name, text) in Machine)
            settings[$"machine.{name}"] = text;
        return settings;

        void Add(JsonElement element, string prefix)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (property.Value.ValueKind == JsonValueKind.Object)
                    Add(property.Value, $"{prefix}{property.Name}.");
                else
                    settings[prefix + property.Name] = property.Value.ToString();
            }
        }
    }
}

/// <summary>options.json: the recipe, and what the one who started the run says about it.</summary>
internal sealed record RunSettings
{
    public required TrainingOptions Training { get; init; }

    public Dictionary<string, string> About { get; init; } = [];
}
