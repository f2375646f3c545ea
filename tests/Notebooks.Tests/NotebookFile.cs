using System.Text.Json.Nodes;
using VisionAttention.Kit.Notebooks;

namespace Notebooks.Tests;

/// <summary>A notebook as its JSON tells, and the same notebook with the exercises solved.</summary>
internal sealed class NotebookFile(JsonNode json)
{
    /// <summary>The cells in order.</summary>
    public IReadOnlyList<JsonObject> Cells { get; } = [.. json["cells"]!.AsArray().Select(cell => cell!.AsObject())];

    /// <summary>The whole document.</summary>
    public JsonNode Json { get; } = json;

    /// <summary>Whether one execution is all that time allows.</summary>
    public bool IsHeavy => (bool?)Json["metadata"]?["vision_attention"]?["heavy"] ?? false;

    /// <summary>The exercises, in order.</summary>
    public IReadOnlyList<Exercise> Exercises => Exercise.Of(Cells);

    /// <summary>Reads a notebook.</summary>
    public static NotebookFile Read(string path) => new(JsonNode.Parse(File.ReadAllText(path))!);

    /// <summary>The text of a cell, however it is stored.</summary>
    public static string Source(JsonObject cell) => TextOf(cell["source"]);

    /// <summary>A text, stored as one string or as its lines.</summary>
    public static string TextOf(JsonNode? text) => VisionAttention.Kit.Notebooks.NotebookFile.TextOf(text);

    /// <summary>A copy in which every stub is replaced by its solution's code.</summary>
    /// <exception cref="InvalidDataException">An exercise has no solution, or a solution is not one fenced csharp block.</exception>
    public NotebookFile Solved()
    {
        var solved = new NotebookFile(Json.DeepClone());
        foreach (var exercise in solved.Exercises)
        {
            exercise.Answer["source"] = exercise.SolutionCode;
        }

        return solved;
    }
}
