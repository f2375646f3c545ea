using System.Globalization;
using VisionAttention.Data;
using VisionAttention.Training;
using VisionAttention.Training.Runs;

namespace VisionAttention.Kit.Training;

/// <summary>Where runs lie, and what they are called.</summary>
internal static class RunPlaces
{
    private const string Weights = "weights.safetensors";

    /// <summary>The folder of all runs: artifacts/runs of the checkout, or where ./kit says that is to be; runs where there is no checkout.</summary>
    public static string All(string? root)
    {
        if (root is null && Workspace.NamedOutput is { } output)
            return Path.Combine(output, "runs");
        try
        {
            return Path.Combine(root ?? DataSetManifest.FindRoot(), "artifacts", "runs");
        }
        catch (FileNotFoundException)
        {
            return Path.GetFullPath("runs");
        }
    }

    /// <summary>The folder of a run that is given none: its name says what it is, a number tells it from others of the name.</summary>
    /// <remarks>Resumed, the last one of the name is meant, otherwise the next.</remarks>
    public static string Default(string all, ModelRecipe model, string? attention, TrainingOptions options, string data, bool resumes)
    {
        var set = Path.GetFileName(Path.TrimEndingDirectorySeparator(data));
        var words = attention is null ? model.Name : $"{model.Name}-{attention.Replace(",", "", StringComparison.Ordinal)}";
        var name = string.Create(CultureInfo.InvariantCulture, $"{words}-{set}-seed{options.Seed}");
        var path = Path.Combine(all, name);
        if (!RunRecord.IsRun(path))
            return path;
        var last = path;
        for (var number = 2; ; number++)
        {
            var next = string.Create(CultureInfo.InvariantCulture, $"{path}-{number}");
            if (!RunRecord.IsRun(next))
                return resumes ? last : next;
            last = next;
        }
    }

    public static string WeightsOf(string folder) => Path.Combine(folder, Weights);

    public static bool IsFinished(string folder) => File.Exists(WeightsOf(folder));

    /// <summary>A run by its folder, or by its name among all runs.</summary>
    public static string Find(string all, string word)
    {
        var folders = new[] { word, Path.Combine(all, word) }.Distinct().ToArray();
        return Array.Find(folders, RunRecord.IsRun) ?? throw new UsageProblem($"{string.Join(" is no training run, nor is ", folders)}{(folders.Length == 1 ? " is no training run" : "")}: ./kit runs lists them");
    }

    /// <summary>The run that was finished last.</summary>
    public static string NewestFinished(string all)
    {
        var finished = Directory.Exists(all) ? Directory.EnumerateDirectories(all).Where(folder => RunRecord.IsRun(folder) && IsFinished(folder)) : [];
        return finished.MaxBy(folder => File.GetLastWriteTimeUtc(WeightsOf(folder)))
            ?? throw new UsageProblem($"{all} has no finished run: train one with ./kit train, or name one with --run DIR");
    }
}
