using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VisionAttention.Kit.Notebooks.Figures;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Notebooks;

/// <summary>A lesson as nbgrader takes it: the instructor's copy with solutions between marks, the students' copy with the stubs.</summary>
/// <remarks>
/// Answer cells are solution cells, checks are locked and graded. In the instructor's copy a check turns grading on between nbgrader's marks
/// for hidden tests, so a wrong answer fails there, and only prints where a student runs it. Outputs are left out of both.
/// </remarks>
internal static partial class ReleasedLesson
{
    private const string BeginSolution = "// BEGIN SOLUTION";
    private const string EndSolution = "// END SOLUTION";
    private const string Grading = "// BEGIN HIDDEN TESTS\nEnvironment.SetEnvironmentVariable(\"VISION_ATTENTION_GRADING\", \"1\");\n// END HIDDEN TESTS\n";

    /// <summary>The instructor's copy: <c>source/NAME/NAME.ipynb</c>.</summary>
    public static JsonObject ForInstructor(JsonObject lesson) =>
        Converted(lesson, exercise => WithMarks(exercise.StubCode, exercise.SolutionCode), Grading);

    /// <summary>The students' copy: <c>release/NAME/NAME.ipynb</c>.</summary>
    public static JsonObject ForStudents(JsonObject lesson)
    {
        var copy = Converted(lesson, exercise => exercise.StubCode, "");
        WorkCopies.AskForGuesses([.. copy["cells"]!.AsArray().OfType<JsonObject>()]);
        return copy;
    }

    private static JsonObject Converted(JsonObject lesson, Func<Exercise, string> answer, string beforeCheck)
    {
        var copy = lesson.DeepClone().AsObject();
        var cells = copy["cells"]!.AsArray();
        foreach (var exercise in Exercise.Of(cells.OfType<JsonObject>()))
        {
            exercise.Answer["source"] = NotebookFile.Lines(answer(exercise));
            exercise.Check["source"] = NotebookFile.Lines(beforeCheck + NotebookFile.TextOf(exercise.Check["source"]));
            Mark(exercise.Answer, isSolution: true, points: null);
            Mark(exercise.Check, isSolution: false, exercise.Task?.Difficulty ?? 1);
            cells.Remove(exercise.Solution);
        }
        foreach (var cell in cells.OfType<JsonObject>())
            Clean(cell);
        (copy["metadata"] as JsonObject)?.Remove("vision_attention");
        return copy;
    }

    // What both versions share at the start and at the end (the signature, the braces) stays outside of the marks, so that nbgrader's own stub compiles, too.
    private static string WithMarks(string stub, string solution)
    {
        var (ours, theirs) = (solution.TrimEnd().Split('\n'), stub.TrimEnd().Split('\n'));
        var start = 0;
        while (start < Math.Min(ours.Length, theirs.Length) - 1 && ours[start] == theirs[start])
            start++;
        var end = 0;
        while (end < Math.Min(ours.Length, theirs.Length) - start - 1 && ours[^(end + 1)] == theirs[^(end + 1)])
            end++;
        var indent = ours[start][..^ours[start].TrimStart().Length];
        return string.Join('\n', [.. ours[..start], indent + BeginSolution, .. ours[start..^end], indent + EndSolution, .. ours[^end..]]);
    }

    private static void Mark(JsonObject cell, bool isSolution, int? points)
    {
        var grader = new JsonObject
        {
            ["schema_version"] = 3, ["cell_type"] = "code", ["grade_id"] = (string?)cell["id"], ["solution"] = isSolution,
            ["grade"] = !isSolution, ["locked"] = !isSolution, ["task"] = false,
        };
        if (points is { } count)
            grader["points"] = count;
        NotebookFile.Inside(cell, "metadata")["nbgrader"] = grader;
    }

    private static void Clean(JsonObject cell)
    {
        if ((string?)cell["cell_type"] == "code")
        {
            cell["outputs"] = new JsonArray();
            cell["execution_count"] = null;
        }
        else
        {
            // Each lesson has a folder of its own there.
            cell["source"] = NotebookFile.Lines(LessonLink().Replace(NotebookFile.TextOf(cell["source"]), "](../$1/$1.ipynb"));
        }
    }

    [GeneratedRegex(@"\]\(([0-9]{2}-[a-z0-9-]+)\.ipynb")]
    private static partial Regex LessonLink();
}

/// <summary>The cells of one exercise, found by the tags exercise-NAME and solution-NAME.</summary>
/// <param name="Name">What the tags call it.</param>
/// <param name="Answer">The cell a learner fills in; it holds a stub.</param>
/// <param name="Check">The next code cell, which checks the answer.</param>
/// <param name="Solution">The folded solution.</param>
internal sealed partial record Exercise(string Name, JsonObject Answer, JsonObject Check, JsonObject Solution)
{
    private const string Fence = "```";

    public string StubCode => NotebookFile.TextOf(Answer["source"]);

    /// <summary>What the task says of itself; null where it says nothing.</summary>
    public ExerciseTask? Task { get; private init; }

    /// <summary>The code of the solution.</summary>
    public string SolutionCode
    {
        get
        {
            var lines = NotebookFile.TextOf(Solution["source"]).Split('\n');
            var first = Array.FindIndex(lines, line => line.Trim() == Fence + "csharp");
            var last = first < 0 ? -1 : Array.FindIndex(lines, first + 1, line => line.Trim() == Fence);
            if (last < 0 || Array.FindIndex(lines, last + 1, line => line.TrimStart().StartsWith(Fence, StringComparison.Ordinal)) >= 0)
                throw new InvalidDataException($"solution-{Name} must hold exactly one fenced csharp block");
            return string.Join('\n', lines[(first + 1)..last]);
        }
    }

    /// <summary>The exercises of a notebook, in order.</summary>
    public static IReadOnlyList<Exercise> Of(IEnumerable<JsonObject> cells)
    {
        JsonObject[] all = [.. cells];
        return
        [
            .. from place in Enumerable.Range(0, all.Length)
               from name in NotebookFile.Tagged(all[place], "exercise-")
               select new Exercise(
                   name,
                   all[place],
                   all.Skip(place + 1).FirstOrDefault(cell => (string?)cell["cell_type"] == "code")
                       ?? throw new InvalidDataException($"exercise {name} has no code cell behind it that checks it"),
                   all.FirstOrDefault(cell => NotebookFile.Tagged(cell, "solution-").Contains(name, StringComparer.Ordinal))
                       ?? throw new InvalidDataException($"exercise {name} has no cell tagged solution-{name}")) { Task = TaskBefore(all, place) },
        ];
    }

    // The task is the last text before the answer that says how long, how hard and how important; the answers before it have theirs.
    private static ExerciseTask? TaskBefore(JsonObject[] cells, int answer)
    {
        var task = cells[..answer].Reverse().TakeWhile(cell => (string?)cell["cell_type"] == "markdown").Select(cell => TaskForm().Match(NotebookFile.TextOf(cell["source"]))).FirstOrDefault(match => match.Success);
        return task is null ? null : new ExerciseTask(Number(task, 1), Number(task, 2), task.Groups[3].Value);
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\*(\d+) minutes · difficulty ([1-3]) · (must|good|extra)\*", RegexOptions.Multiline)]
    private static partial Regex TaskForm();
}

/// <summary>What a task says of itself: <c>*15 minutes · difficulty 2 · must*</c>.</summary>
/// <param name="Minutes">How long it may take.</param>
/// <param name="Difficulty">1 to 3.</param>
/// <param name="Importance">must, good or extra.</param>
internal sealed record ExerciseTask(int Minutes, int Difficulty, string Importance);

/// <summary>A course folder for nbgrader: <c>source/</c> for the teacher, <c>release/</c> for the students, an assignment for each lesson.</summary>
/// <param name="folder">Where it is made.</param>
/// <param name="checkout">Where students' machines have this checkout, set up.</param>
internal sealed class ReleaseFolder(string folder, string checkout)
{
    private const string Settings = """
        # Settings for nbgrader: run it in this folder. Lessons need the C# kernel (./kit kernel install in the checkout).
        c = get_config()
        c.CourseDirectory.course_id = "vision-attention"
        c.ClearSolutions.code_stub = {"C#": "throw new NotImplementedException(\"your code here\");"}
        c.ClearSolutions.begin_solution_delimeter = "BEGIN SOLUTION"
        c.ClearSolutions.end_solution_delimeter = "END SOLUTION"
        c.ExecutePreprocessor.timeout = 900

        """;

    /// <summary>Writes one lesson's two copies.</summary>
    public int Add(Lesson lesson, string kit)
    {
        var notebook = JsonNode.Parse(File.ReadAllText(lesson.Path))!.AsObject();
        Write("source", lesson, ReleasedLesson.ForInstructor(notebook), kit);
        Write("release", lesson, ReleasedLesson.ForStudents(notebook), kit);
        return Exercise.Of(notebook["cells"]!.AsArray().OfType<JsonObject>()).Count;
    }

    /// <summary>Writes nbgrader's settings, unless a teacher has settings of their own there.</summary>
    public void AddSettings()
    {
        var path = Path.Combine(folder, "nbgrader_config.py");
        if (!File.Exists(path))
            AtomicFile.WriteText(path, Settings);
    }

    private void Write(string version, Lesson lesson, JsonObject notebook, string kit)
    {
        var place = Directory.CreateDirectory(Path.Combine(folder, version, lesson.Name)).FullName;
        AtomicFile.WriteText(Path.Combine(place, $"{lesson.Name}.ipynb"), NotebookJson.Write(notebook));
        AtomicFile.WriteText(Path.Combine(place, KitScript.Name), KitScript.For(checkout, kit));
        CourseFigures.CopyShown(lesson, place);
    }
}
