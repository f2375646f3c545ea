using System.Text.Json.Nodes;
using VisionAttention.Kit.Notebooks;

namespace Notebooks.Tests;

/// <summary>A typical wrong answer to an exercise, and words of the message that it must get.</summary>
/// <param name="Exercise">The exercise's name, as its tag has it.</param>
/// <param name="Cause">What is wrong, in a few words.</param>
/// <param name="Says">Words that the check's message holds.</param>
/// <param name="Code">The answer cell as the learner would have it.</param>
/// <param name="Public">Where somebody made this mistake in public; null where nobody is known to.</param>
internal sealed record WrongAnswer(string Exercise, string Cause, string Says, string Code, string? Public = null)
{
    private const string Name = "// answer: ";
    private const string Words = "// says: ";
    private const string Seen = "// public: ";
    private const string Change = "// instead of:\n";
    private const string Into = "// stands:\n";

    /// <summary>The wrong answers to a lesson's exercises, <c>WrongAnswers/LESSON.cs</c>: each begins with the lines <c>// answer: EXERCISE, CAUSE</c> and
    /// <c>// says: words</c>, with a line <c>// public: where it was seen</c> between them where it was. What follows is the answer, or
    /// what makes it of the solution: <c>// instead of:</c> and some of its lines, <c>// stands:</c> and others, and so on.</summary>
    public static IReadOnlyList<WrongAnswer> Of(Lesson lesson, IReadOnlyList<Exercise> exercises)
    {
        var path = Lessons.Workspace.At("tests", "Notebooks.Tests", "WrongAnswers", lesson.Name + ".cs");
        return File.Exists(path) ? [.. File.ReadAllText(path).Split(Name, StringSplitOptions.RemoveEmptyEntries).Select(text => Read(path, text, exercises))] : [];
    }

    /// <summary>The answers as committed, which are wrong as well: every cell of the lesson is run then, in one execution.</summary>
    public static IEnumerable<WrongAnswer> AsCommitted(IReadOnlyList<Exercise> exercises) =>
        exercises.Select(exercise => new WrongAnswer(exercise.Name, "as-committed", Says: "", exercise.StubCode));

    /// <summary>Puts each wrong answer and its check behind the exercise's check; the right answer comes back after them.</summary>
    public static void Insert(NotebookFile solved, IReadOnlyList<WrongAnswer> answers)
    {
        var cells = solved.Json["cells"]!.AsArray();
        foreach (var group in answers.GroupBy(answer => answer.Exercise))
        {
            var exercise = solved.Exercises.Single(exercise => exercise.Name == group.Key);
            var place = cells.IndexOf(exercise.Check) + 1;
            foreach (var answer in group)
            {
                cells.Insert(place++, CodeCell($"{answer.Id}-answer", answer.Code));
                cells.Insert(place++, CodeCell($"{answer.Id}-check", Grading("0") + NotebookFile.Source(exercise.Check) + "\n" + Grading("1")));
            }
            cells.Insert(place, CodeCell($"{group.Key}-right-again", exercise.StubCode));
        }
    }

    /// <summary>What the check said to this answer, in an executed notebook.</summary>
    public string SaidIn(NotebookFile executed)
    {
        var cell = executed.Cells.Single(cell => (string?)cell["id"] == $"{Id}-check");
        return string.Concat(cell["outputs"]!.AsArray().Where(output => (string?)output!["output_type"] == "stream").Select(output => NotebookFile.TextOf(output!["text"])));
    }

    private string Id => $"wrong-{Exercise}-{Cause.Replace(' ', '-')}";

    private static string Grading(string value) => $"Environment.SetEnvironmentVariable(\"VISION_ATTENTION_GRADING\", \"{value}\");\n";

    private static WrongAnswer Read(string path, string text, IReadOnlyList<Exercise> exercises)
    {
        List<string> lines = [.. text.TrimEnd().Split('\n')];
        var seen = lines.Count > 1 && lines[1].StartsWith(Seen, StringComparison.Ordinal) ? lines[1][Seen.Length..].Trim() : null;
        if (seen is not null)
            lines.RemoveAt(1);
        if (lines.Count < 3 || lines[0].Split(", ", 2) is not [var exercise, var cause] || !lines[1].StartsWith(Words, StringComparison.Ordinal))
            throw new InvalidDataException($"{path}: \"{Name}{lines[0]}\" is not EXERCISE, CAUSE with a line \"{Words}words of the message\" and the answer below it");
        var solution = exercises.SingleOrDefault(known => known.Name == exercise)?.SolutionCode
            ?? throw new InvalidDataException($"{path}: the lesson has no exercise {exercise}, only {string.Join(", ", exercises.Select(known => known.Name))}");
        var code = string.Join('\n', lines[2..]);
        if (code.StartsWith(Change, StringComparison.Ordinal))
            code = code.Split(Change, StringSplitOptions.RemoveEmptyEntries).Aggregate($"\n{solution}\n", (answer, change) => Changed(answer, change, $"{path}: {lines[0]}")).Trim('\n');
        return new WrongAnswer(exercise, cause, lines[1][Words.Length..].Trim(), code, seen);
    }

    private static string Changed(string answer, string change, string where)
    {
        if (change.Split(Into) is not [var old, var lines] || answer.Split($"\n{old}") is not [var before, var after])
            throw new InvalidDataException($"{where}: the lines below \"{Change.Trim()}\" do not stand in the solution once, or no \"{Into.Trim()}\" follows them");
        return $"{before}\n{lines.TrimEnd('\n')}\n{after}";
    }

    private static JsonObject CodeCell(string id, string source) => new()
    {
        ["cell_type"] = "code", ["execution_count"] = null, ["id"] = id, ["metadata"] = new JsonObject(), ["outputs"] = new JsonArray(), ["source"] = source,
    };
}
