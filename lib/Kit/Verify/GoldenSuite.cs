using System.Text.Json;
using VisionAttention.Kit.Verify.Families;
using VisionAttention.Tensors;
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
        new TextFamily(), new ClipFamily(), new ClipTrainFamily(), new LossFamily(), new MixingFamily(), new OptimizerFamily(), new ScheduleFamily(),
    }.ToDictionary(family => family.Name);

    /// <summary>Runs one case. Whatever is wrong with it, it fails by itself.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="device">Where it is computed; null for the CPU.</param>
    public static GoldenResult Run(string path, Device? device = null)
    {
        var name = FileErrors.OneLine($"{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileNameWithoutExtension(path)}");
        using var scope = NewDisposeScope();
        try
        {
            using var golden = GoldenCase.Open(path, device);
            name = FileErrors.OneLine($"{golden.Family}/{golden.Name}");
            if (!Families.TryGetValue(golden.Family, out var family))
                return new GoldenResult(name, GoldenOutcome.Skipped, $"the library has nothing for the family {FileErrors.OneLine(golden.Family)} yet");
            var comparison = new Comparison(golden, family.IsInput);
            family.Run(golden, comparison);
            var failures = comparison.Failures;
            return new GoldenResult(name, failures.Count == 0 ? GoldenOutcome.Passed : GoldenOutcome.Failed, string.Join("; ", failures));
        }
        catch (UnsupportedCaseException unsupported)
        {
            return new GoldenResult(name, GoldenOutcome.Skipped, FileErrors.OneLine(unsupported.Message));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // libtorch appends where in its sources it happened.
            return new GoldenResult(name, GoldenOutcome.Failed, FileErrors.OneLine(error.Message.Split('\n')[0].TrimEnd()));
        }
    }

    /// <summary>The files of a golden set, in the order of its manifest.</summary>
    /// <param name="folder">The folder with manifest.json.</param>
    /// <exception cref="InvalidDataException">There is no manifest, or it is not one.</exception>
    public static IReadOnlyList<string> Files(string folder)
    {
        var manifest = Path.Combine(folder, "manifest.json");
        var shown = FileErrors.OneLine(manifest);
        if (Directory.Exists(manifest))
            throw new InvalidDataException($"{shown} is a folder, not a file. Fix: name the folder of a golden set, which holds manifest.json and the files it lists");
        if (!File.Exists(manifest))
            throw new InvalidDataException($"{shown} is not there. Fix: name the folder of a golden set, which holds manifest.json and the files it lists");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(manifest));
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("cases", out var cases) || cases.ValueKind != JsonValueKind.Array)
                throw new InvalidDataException("it has no list \"cases\"");
            if (cases.GetArrayLength() == 0)
                throw new InvalidDataException("its \"cases\" are empty, so there is nothing to compute");
            return [.. cases.EnumerateArray().Select((entry, index) => Path.Combine(folder, FileOf(entry, index)))];
        }
        catch (Exception error) when (error is JsonException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{shown} is no list of golden cases: {(error is JsonException json ? $"it is no JSON, {FileErrors.Json(json)}" : FileErrors.OneLine(error.Message))}. Fix: copy the golden set once more", error);
        }
    }

    private static string FileOf(JsonElement entry, int index) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("file", out var file) && file.ValueKind == JsonValueKind.String && file.GetString() is { Length: > 0 } name
            ? name
            : throw new InvalidDataException($"case {index} is {FileErrors.OneLine(entry.GetRawText())}, expected an object whose \"file\" is a name");
}
