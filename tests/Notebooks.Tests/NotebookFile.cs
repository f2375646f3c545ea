using System.Text.Json.Nodes;

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

    /// <summary>Names of the exercises, from the tags of the answer cells.</summary>
    public IReadOnlyList<string> Exercises => Tagged("exercise-");

    /// <summary>Names of the solutions, from the tags of the folded cells.</summary>
    public IReadOnlyList<string> Solutions => Tagged("solution-");

    /// <summary>Reads a notebook.</summary>
    public static NotebookFile Read(string path) => new(JsonNode.Parse(File.ReadAllText(path))!);

    /// <summary>The text of a cell, however it is stored.</summary>
    public static string Source(JsonObject cell) => TextOf(cell["source"]);

    /// <summary>A text, stored as one string or as its lines.</summary>
    public static string TextOf(JsonNode? text) => text switch
    {
        JsonArray lines => string.Concat(lines.Select(line => (string)line!)),
        { } one => (string)one!,
        null => "",
    };

    /// <summary>The answer cell of an exercise.</summary>
    public JsonObject Exercise(string name) => Cells.Single(cell => HasTag(cell, $"exercise-{name}"));

    /// <summary>The cell that checks an exercise: the next code cell.</summary>
    public JsonObject CheckOf(string name) => Cells.SkipWhile(cell => !HasTag(cell, $"exercise-{name}")).Skip(1).First(cell => (string?)cell["cell_type"] == "code");

    /// <summary>A copy in which every stub is replaced by its solution's code.</summary>
    /// <exception cref="InvalidDataException">An exercise has no solution, or a solution is not one fenced csharp block.</exception>
    public NotebookFile Solved()
    {
        var solved = new NotebookFile(Json.DeepClone());
        foreach (var name in Exercises)
        {
            var answer = solved.Exercise(name);
            var solution = solved.Cells.FirstOrDefault(cell => HasTag(cell, $"solution-{name}"))
                ?? throw new InvalidDataException($"exercise {name} has no cell tagged solution-{name}");
            answer["source"] = FencedCode(Source(solution), name);
        }

        return solved;
    }

    private static string FencedCode(string markdown, string name)
    {
        const string Fence = "```";
        var lines = markdown.Split('\n');
        var first = Array.FindIndex(lines, line => line.Trim() == Fence + "csharp");
        var last = first < 0 ? -1 : Array.FindIndex(lines, first + 1, line => line.Trim() == Fence);
        if (last < 0 || Array.FindIndex(lines, last + 1, line => line.TrimStart().StartsWith(Fence, StringComparison.Ordinal)) >= 0)
        {
            throw new InvalidDataException($"solution-{name} must hold exactly one fenced csharp block");
        }

        return string.Join('\n', lines[(first + 1)..last]);
    }

    private static bool HasTag(JsonObject cell, string tag) => Tags(cell).Contains(tag, StringComparer.Ordinal);

    private static IEnumerable<string> Tags(JsonObject cell) =>
        cell["metadata"]?["tags"] is JsonArray tags ? tags.Select(tag => (string)tag!) : [];

    private string[] Tagged(string prefix) =>
    [
        .. Cells.SelectMany(Tags).Where(tag => tag.StartsWith(prefix, StringComparison.Ordinal)).Select(tag => tag[prefix.Length..]),
    ];
}
