using System.Text.Json.Nodes;
using VisionAttention.Kit.Notebooks;
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
            Assert.Equal(graders.Length, graders.Select(grader => (string?)grader["grade_id"]).Distinct().Count());
        }
    }

    [Fact]
    public async Task The_instructors_copy_passes_its_own_checks_and_a_stub_in_it_fails()
    {
        using var folder = new TemporaryFolder();
        var lesson = Lessons.Find("01-attention-formula");
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

    private static Task<LessonResult> RunAsync(Lesson lesson, TemporaryFolder folder)
    {
        return new LessonRunner(SetupContext.Current()) { CellSeconds = 120 }
            .RunAsync(lesson, Path.Combine(folder.Path, "executed.ipynb"), html: null, progress: null, CancellationToken.None);
    }

    private static string AllText(JsonObject notebook) => string.Join('\n', notebook["cells"]!.AsArray().Select(cell => NotebookFile.Source(cell!.AsObject())));
}
