using System.Text.Json.Nodes;
using VisionAttention.Kit.Notebooks;

namespace Notebooks.Tests;

/// <summary>A notebook as its JSON tells, and the same notebook with the exercises solved.</summary>
internal sealed class NotebookFile(JsonNode json)
{
    public IReadOnlyList<JsonObject> Cells { get; } = [.. json["cells"]!.AsArray().Select(cell => cell!.AsObject())];

    public IEnumerable<JsonObject> CodeCells => Cells.Where(cell => (string?)cell["cell_type"] == "code");

    public JsonNode Json { get; } = json;

    public bool IsHeavy => (bool?)Json["metadata"]?["vision_attention"]?["heavy"] ?? false;

    /// <summary>What a lesson's code becomes where it is run for its exercises and not for what it trains: other numbers in the place of these.</summary>
    public IReadOnlyDictionary<string, string> Short =>
        Json["metadata"]?["vision_attention"]?["short"]?.AsObject().ToDictionary(entry => entry.Key, entry => (string)entry.Value!) ?? [];

    public IReadOnlyList<Exercise> Exercises => Exercise.Of(Cells);

    public static NotebookFile Read(string path) => new(JsonNode.Parse(File.ReadAllText(path))!);

    public static string Source(JsonObject cell) => TextOf(cell["source"]);

    public static string TextOf(JsonNode? text) => VisionAttention.Kit.Notebooks.NotebookFile.TextOf(text);

    /// <summary>The code cells train on a fraction of what they train on for a reader.</summary>
    public void Shorten()
    {
        foreach (var cell in CodeCells)
            cell["source"] = Short.Aggregate(Source(cell), (code, entry) => code.Replace(entry.Key, entry.Value, StringComparison.Ordinal));
    }

    /// <summary>A copy in which every stub is replaced by its solution's code.</summary>
    public NotebookFile Solved()
    {
        var solved = new NotebookFile(Json.DeepClone());
        foreach (var exercise in solved.Exercises)
            exercise.Answer["source"] = exercise.SolutionCode;

        return solved;
    }
}
