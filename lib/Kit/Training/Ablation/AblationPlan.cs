using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Training.Ablation;

/// <summary>plan.json in an ablation's folder: the scale of every run, so that a second call goes on with the same.</summary>
internal sealed record AblationPlan
{
    public const string FileName = "plan.json";
    public const double DefaultDeadAfter = 120;

    private const double NarrowBelow = 0.25;
    private const int NarrowHeads = 4;

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public required string Sweep { get; init; }

    public required string Data { get; init; }

    /// <summary>Factor on the width of a residual network; null leaves it to the model.</summary>
    public double? Width { get; init; }

    public required long Images { get; init; }

    public required long TestImages { get; init; }

    public required int Epochs { get; init; }

    public required int Seeds { get; init; }

    /// <summary>Runs at a time.</summary>
    public required int Parallel { get; init; }

    /// <summary>Processor threads of each.</summary>
    public required int Threads { get; init; }

    /// <summary>Shards that it was begun with; null where it was begun by one process.</summary>
    public int? Shards { get; init; }

    /// <summary>Seconds after which a shard that is not heard of counts as dead.</summary>
    public double DeadAfter { get; init; } = DefaultDeadAfter;

    /// <summary>What was made smaller to keep to a budget; empty where nothing was.</summary>
    public string Cut { get; init; } = "";

    /// <summary>The scale in words.</summary>
    [JsonIgnore]
    public string Scale => string.Create(
        CultureInfo.InvariantCulture, $"{Data}, {Counted.Text(Images, "image")}, {Counted.Text(Epochs, "epoch")}{(Width is { } width ? $", width {width}" : "")}{(Width < NarrowBelow ? $", {NarrowHeads} heads" : "")}, measured on {Counted.Text(TestImages, "held-out image")}");

    /// <summary>The options of `kit train` that all runs have.</summary>
    public IReadOnlyList<string> Words()
    {
        List<string> words =
        [
            "--data", Data, "--limit", Text(Images), "--test-limit", Text(TestImages), "--epochs", Text(Epochs), "--threads", Text(Threads),
        ];
        if (Width is { } width)
            words.AddRange(["--width", Text(width)]);
        // With eight heads the first group's would be one channel wide, too narrow for rows and columns.
        if (Width < NarrowBelow)
            words.AddRange(["--heads", Text(NarrowHeads)]);
        return words;
    }

    public void Write(string folder) => AtomicFile.WriteText(Path.Combine(folder, FileName), ToJson());

    public string ToJson() => JsonSerializer.Serialize(this, Format);

    /// <summary>The plan of a folder; null where it has none.</summary>
    public static AblationPlan? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize<AblationPlan>(File.ReadAllText(path), Format) ?? throw new JsonException("it is null");
        }
        catch (JsonException damage)
        {
            throw new InvalidDataException($"{path} is damaged: {FileErrors.Json(damage)}", damage);
        }
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
