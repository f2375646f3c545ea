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
        new LossFamily(), new MixingFamily(), new OptimizerFamily(), new ScheduleFamily(),
    }.ToDictionary(family => family.Name);

    /// <summary>Runs one case. Whatever is wrong with it, it fails by itself.</summary>
    /// <param name="path">Its file.</param>
    public static GoldenResult Run(string path)
    {
        var name = $"{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileNameWithoutExtension(path)}";
        using var scope = NewDisposeScope();
        try
        {
            using var golden = GoldenCase.Open(path);
            name = $"{golden.Family}/{golden.Name}";
            if (!Families.TryGetValue(golden.Family, out var family))
                return new GoldenResult(name, GoldenOutcome.Skipped, $"the library has nothing for the family {golden.Family} yet");
            var comparison = new Comparison(golden, family.IsInput);
            family.Run(golden, comparison);
            var failures = comparison.Failures;
            return new GoldenResult(name, failures.Count == 0 ? GoldenOutcome.Passed : GoldenOutcome.Failed, string.Join("; ", failures));
        }
        catch (UnsupportedCaseException unsupported)
        {
            return new GoldenResult(name, GoldenOutcome.Skipped, unsupported.Message);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // libtorch appends where in its sources it happened.
            return new GoldenResult(name, GoldenOutcome.Failed, error.Message.Split('\n')[0].TrimEnd());
        }
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
