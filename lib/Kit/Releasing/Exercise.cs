using System.Text.Json.Nodes;
using VisionAttention.Kit.Publishing;

namespace VisionAttention.Kit.Releasing;

/// <summary>The cells of one exercise, found by the tags exercise-NAME and solution-NAME.</summary>
/// <param name="Name">The exercise's name.</param>
/// <param name="Answer">The cell a learner fills in; it holds a stub.</param>
/// <param name="Check">The next code cell, which checks the answer.</param>
/// <param name="Solution">The folded solution.</param>
internal sealed record Exercise(string Name, JsonObject Answer, JsonObject Check, JsonObject Solution)
{
    private const string Fence = "```";

    /// <summary>The stub.</summary>
    public string StubCode => NotebookFile.TextOf(Answer["source"]);

    /// <summary>The code of the solution.</summary>
    /// <exception cref="InvalidDataException">The solution is not exactly one fenced csharp block.</exception>
    public string SolutionCode
    {
        get
        {
            var lines = NotebookFile.TextOf(Solution["source"]).Split('\n');
            var first = Array.FindIndex(lines, line => line.Trim() == Fence + "csharp");
            var last = first < 0 ? -1 : Array.FindIndex(lines, first + 1, line => line.Trim() == Fence);
            if (last < 0 || Array.FindIndex(lines, last + 1, line => line.TrimStart().StartsWith(Fence, StringComparison.Ordinal)) >= 0)
            {
                throw new InvalidDataException($"solution-{Name} must hold exactly one fenced csharp block");
            }

            return string.Join('\n', lines[(first + 1)..last]);
        }
    }

    /// <summary>The exercises of a notebook, in order.</summary>
    /// <param name="cells">Its cells.</param>
    /// <exception cref="InvalidDataException">An exercise without a check or a solution.</exception>
    public static IReadOnlyList<Exercise> Of(IEnumerable<JsonObject> cells)
    {
        JsonObject[] all = [.. cells];
        return
        [
            .. from place in Enumerable.Range(0, all.Length)
               from name in Names(all[place], "exercise-")
               select new Exercise(
                   name,
                   all[place],
                   all.Skip(place + 1).FirstOrDefault(cell => (string?)cell["cell_type"] == "code")
                       ?? throw new InvalidDataException($"exercise {name} has no code cell behind it that checks it"),
                   all.FirstOrDefault(cell => Names(cell, "solution-").Contains(name, StringComparer.Ordinal))
                       ?? throw new InvalidDataException($"exercise {name} has no cell tagged solution-{name}")),
        ];
    }

    private static IEnumerable<string> Names(JsonObject cell, string prefix)
    {
        return (cell["metadata"]?["tags"] as JsonArray ?? [])
            .Select(tag => (string?)tag ?? "").Where(tag => tag.StartsWith(prefix, StringComparison.Ordinal)).Select(tag => tag[prefix.Length..]);
    }
}
