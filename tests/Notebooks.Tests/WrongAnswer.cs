using System.Text.Json.Nodes;
using VisionAttention.Kit.Notebooks;

namespace Notebooks.Tests;

/// <summary>A typical wrong answer to an exercise, and words of the message that it must get.</summary>
/// <param name="Exercise">The exercise's name, as its tag has it.</param>
/// <param name="Cause">What is wrong, from the file's name.</param>
/// <param name="Says">Words that the check's message holds.</param>
/// <param name="Code">The answer cell as the learner would have it.</param>
internal sealed record WrongAnswer(string Exercise, string Cause, string Says, string Code)
{
    private const string Mark = "// says: ";

    /// <summary>The wrong answers to a lesson's exercises: <c>WrongAnswers/LESSON/EXERCISE-CAUSE.cs</c>, the first line <c>// says: words</c>.</summary>
    public static IReadOnlyList<WrongAnswer> Of(Lesson lesson, IReadOnlyList<Exercise> exercises)
    {
        string[] names = [.. exercises.Select(exercise => exercise.Name)];
        var folder = Lessons.Workspace.At("tests", "Notebooks.Tests", "WrongAnswers", lesson.Name);
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.cs").Order(StringComparer.Ordinal).Select(path => Read(path, names))] : [];
    }

    /// <summary>The answers as committed, which are wrong as well: every cell of the lesson is run then, in one execution.</summary>
    public static IEnumerable<WrongAnswer> AsCommitted(IReadOnlyList<Exercise> exercises) =>
        exercises.Select(exercise => new WrongAnswer(exercise.Name, "as-committed", Says: "", exercise.StubCode));

    /// <summary>Puts each wrong answer and its check behind the exercise's check; the right answer comes back after them.</summary>
    /// <param name="solved">The lesson with its solutions.</param>
    /// <param name="answers">Wrong answers to its exercises.</param>
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

    private string Id => $"wrong-{Exercise}-{Cause}";

    private static string Grading(string value) => $"Environment.SetEnvironmentVariable(\"VISION_ATTENTION_GRADING\", \"{value}\");\n";

    private static WrongAnswer Read(string path, IReadOnlyList<string> exercises)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var exercise = exercises.Where(exercise => name.StartsWith(exercise + "-", StringComparison.Ordinal)).MaxBy(exercise => exercise.Length)
            ?? throw new InvalidDataException($"{path}: no exercise of the lesson begins the name; there are {string.Join(", ", exercises)}");
        var lines = File.ReadAllLines(path);
        if (lines.Length < 2 || !lines[0].StartsWith(Mark, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: the first line must be \"{Mark}words of the message\"");
        }

        return new WrongAnswer(exercise, name[(exercise.Length + 1)..], lines[0][Mark.Length..].Trim(), string.Join('\n', lines[1..]));
    }

    private static JsonObject CodeCell(string id, string source) => new()
    {
        ["cell_type"] = "code", ["execution_count"] = null, ["id"] = id, ["metadata"] = new JsonObject(), ["outputs"] = new JsonArray(), ["source"] = source,
    };
}
