using System.Text.Json.Nodes;
using VisionAttention.Kit.Notebooks;
using VisionAttention.Kit.Notebooks.Figures;
using VisionAttention.Kit.Platform;
using VisionAttention.Kit.Setup;

namespace Notebooks.Tests;

public sealed class ReleaseTests
{
    public static TheoryData<string> Names() => Lessons.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void The_students_copy_holds_no_line_of_a_solution(string name)
    {
        var lesson = NotebookFile.Read(Lessons.Find(name).Path);
        var students = AllText(ReleasedLesson.ForStudents(lesson.Json.AsObject()));

        Assert.DoesNotContain("BEGIN SOLUTION", students, StringComparison.Ordinal);
        Assert.DoesNotContain("HIDDEN TESTS", students, StringComparison.Ordinal);
        foreach (var exercise in lesson.Exercises)
        {
            // A line that stands in the lesson's own text or in the stub gives nothing away.
            var elsewhere = string.Join('\n', lesson.Cells.Where(cell => cell != exercise.Solution).Select(NotebookFile.Source));
            var telling = exercise.SolutionCode.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 12 && !elsewhere.Contains(line, StringComparison.Ordinal)).ToArray();
            Assert.True(telling.Length > 0, $"{name}: the whole solution of exercise {exercise.Name} stands elsewhere in the lesson");
            Assert.All(telling, line => Assert.DoesNotContain(line, students, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Both_copies_are_valid_notebooks_with_a_graded_check_for_every_exercise(string name)
    {
        using var folder = new TemporaryFolder();
        var lesson = Lessons.Find(name);
        var exercises = new ReleaseFolder(folder.Path, "/course").Add(lesson, "");
        foreach (var version in new[] { "source", "release" })
        {
            var path = Path.Combine(folder.Path, version, name, $"{name}.ipynb");
            const string Program = "import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], as_version=nbformat.NO_CONVERT))";
            var result = await new ProcessRunner(Machine.Current()).RunAsync("/usr/bin/python3", ["-c", Program, path]);
            Assert.True(result.Succeeded, $"{name}, {version}: {result.Text}");

            var graders = NotebookFile.Read(path).Cells.Select(cell => cell["metadata"]?["nbgrader"]).OfType<JsonObject>().ToArray();
            Assert.Equal(exercises, graders.Count(grader => (bool)grader["grade"]! && (bool)grader["locked"]! && (int)grader["points"]! is >= 1 and <= 3));
            Assert.Equal(exercises, graders.Count(grader => (bool)grader["solution"]!));
            Assert.All(CourseFigures.ShownBy(lesson), file => Assert.True(File.Exists(Path.Combine(folder.Path, version, name, file)), $"{name}, {version}: {file}"));
            Assert.Equal(graders.Length, graders.Select(grader => (string?)grader["grade_id"]).Distinct().Count());
        }
    }

    [Fact]
    public async Task The_instructors_copy_passes_its_own_checks_and_a_stub_in_it_fails()
    {
        using var folder = new TemporaryFolder();
        var lesson = Lessons.Find("02-attention-formula");
        new ReleaseFolder(folder.Path, Lessons.Workspace.Root).Add(lesson, File.ReadAllText(Path.Combine(Lessons.Workspace.Notebooks, "kit.csx")));
        var path = Path.Combine(folder.Path, "source", lesson.Name, $"{lesson.Name}.ipynb");
        var source = NotebookFile.Read(path);

        var passed = await RunAsync(lesson with { Path = path }, folder);
        Assert.True(passed.Failure is null, passed.Failure);

        var exercise = NotebookFile.Read(lesson.Path).Exercises[0];
        source.Cells.Single(cell => (string?)cell["id"] == (string?)exercise.Answer["id"])["source"] = exercise.StubCode;
        File.WriteAllText(path, source.Json.ToJsonString());
        var failed = await RunAsync(lesson with { Path = path }, folder);
        Assert.Contains((string)exercise.Check["id"]!, failed.Failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("while (true) { }", "timeout: ran longer than 20 seconds")]
    [InlineData("await Task.Delay(-1);", "ran longer than 20 seconds")]
    [InlineData("Console.Write(new string('x', 50 << 20));", null)]
    [InlineData("Environment.Exit(3);", "KernelExit")]
    [InlineData(null, null)]
    public async Task A_lesson_that_is_handed_in_is_run_to_an_honest_end(string? added, string? failure)
    {
        using var folder = new TemporaryFolder();
        var lesson = Lessons.Find("02-attention-formula");
        new ReleaseFolder(folder.Path, Lessons.Workspace.Root).Add(lesson, File.ReadAllText(Path.Combine(Lessons.Workspace.Notebooks, "kit.csx")));
        var path = Path.Combine(folder.Path, "source", lesson.Name, $"{lesson.Name}.ipynb");
        var notebook = NotebookFile.Read(path);
        var exercise = NotebookFile.Read(lesson.Path).Exercises[0];
        JsonObject Cell(JsonObject of) => notebook.Cells.Single(cell => (string?)cell["id"] == (string?)of["id"]);
        // Without a text the check itself is what is missing.
        if (added is null)
            notebook.Json["cells"]!.AsArray().Remove(Cell(exercise.Check));
        else
            Cell(exercise.Answer)["source"] = $"{NotebookFile.Source(Cell(exercise.Answer))}\n{added}";
        File.WriteAllText(path, notebook.Json.ToJsonString());

        var result = await RunAsync(lesson with { Path = path }, folder, seconds: 20);

        if (failure is null)
            Assert.True(result.Failure is null, result.Failure);
        else
            Assert.Contains(failure, result.Failure, StringComparison.Ordinal);
        Assert.True(failure is null || result.Failure!.Contains((string)exercise.Answer["id"]!, StringComparison.Ordinal), result.Failure);
        Assert.InRange(result.LargestOutputBytes, 0, 2 << 20);
    }

    private static Task<LessonResult> RunAsync(Lesson lesson, TemporaryFolder folder, int seconds = 120)
    {
        return new LessonRunner(SetupContext.Current()) { CellSeconds = seconds }
            .RunAsync(lesson, Path.Combine(folder.Path, "executed.ipynb"), html: null, progress: null, CancellationToken.None);
    }

    private static string AllText(JsonObject notebook) => string.Join('\n', notebook["cells"]!.AsArray().Select(cell => NotebookFile.Source(cell!.AsObject())));
}
