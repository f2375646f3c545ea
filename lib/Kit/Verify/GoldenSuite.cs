using System.Text.Json;
using VisionAttention.Kit.Verify.Families;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify;

/// <summary>Runs golden cases against the library.</summary>
public static class GoldenSuite
{
    private static readonly Dictionary<string, GoldenFamily> Families = new GoldenFamily[]
    {
        new AttentionFamily(), new FunctionalFamily(), new TableFamily(), new PositionResizeFamily(), new RolloutFamily(),
        new LocalAttentionFamily(), new StemFamily(), new PerChannelFamily(), new ResNetFamily(),
        new VisionTransformerFamily(), new HuggingFaceFamily(), new LucidrainsFamily(), new DeiTFamily(), new DinoFamily(), new NamingFamily(),
        new LossFamily(), new OptimizerFamily(),
        new ScheduleFamily(),
    }.ToDictionary(family => family.Name);

    /// <summary>Runs one case.</summary>
    /// <param name="path">Its file.</param>
    public static GoldenResult Run(string path)
    {
        var golden = GoldenCase.Open(path);
        var name = $"{golden.Family}/{golden.Name}";
        if (!Families.TryGetValue(golden.Family, out var family))
            return new GoldenResult(name, GoldenOutcome.Skipped, $"the library has nothing for the family {golden.Family} yet");
        if (family.Unsupported(golden) is { } reason)
            return new GoldenResult(name, GoldenOutcome.Skipped, reason);
        using var scope = NewDisposeScope();
        var comparison = new Comparison(golden, family.IsInput);
        try
        {
            family.Run(golden, comparison);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or System.Runtime.InteropServices.ExternalException)
        {
            return new GoldenResult(name, GoldenOutcome.Failed, error.Message);
        }
        return comparison.Failures.Count == 0
            ? new GoldenResult(name, GoldenOutcome.Passed, "")
            : new GoldenResult(name, GoldenOutcome.Failed, string.Join("; ", comparison.Failures));
    }

    /// <summary>The files of a golden set, in the order of its manifest.</summary>
    /// <param name="folder">The folder with manifest.json.</param>
    /// <exception cref="InvalidDataException">There is no manifest, or it is not one.</exception>
    public static IReadOnlyList<string> Files(string folder)
    {
        var manifest = Path.Combine(folder, "manifest.json");
        if (!File.Exists(manifest))
            throw new InvalidDataException($"{manifest} is not there: --golden names a folder with a manifest.json and the files it lists");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(manifest));
            return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(entry => Path.Combine(folder, entry.GetProperty("file").GetString()!))];
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{manifest} is not a list of golden cases: {error.Message}");
        }
    }
}
