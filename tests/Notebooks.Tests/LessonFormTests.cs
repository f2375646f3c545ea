using System.Text.RegularExpressions;
using VisionAttention.Kit.Platform;

namespace Notebooks.Tests;

public sealed partial class LessonFormTests
{
    public static TheoryData<string> Names() => Lessons.Names();

    [Fact]
    public void There_are_lessons_and_no_two_share_a_number()
    {
        var numbers = Lessons.All().Select(lesson => lesson.Name[..2]).ToArray();

        Assert.NotEmpty(numbers);
        Assert.Equal(numbers.Distinct(), numbers);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_a_valid_notebook_of_format_4_5(string name)
    {
        const string Program = "import nbformat, sys; book = nbformat.read(sys.argv[1], as_version=nbformat.NO_CONVERT); "
            + "nbformat.validate(book); assert (book.nbformat, book.nbformat_minor) == (4, 5), (book.nbformat, book.nbformat_minor)";

        var result = await new ProcessRunner(Machine.Current()).RunAsync("/usr/bin/python3", ["-c", Program, Lessons.Find(name).Path]);

        Assert.True(result.Succeeded, $"{name}: {result.Text}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_names_our_kernel_has_words_for_ids_and_small_outputs(string name)
    {
        var notebook = NotebookFile.Read(Lessons.Find(name).Path);
        var kernel = notebook.Json["metadata"]!["kernelspec"]!;
        Assert.Equal((".net-csharp", "C#"), ((string?)kernel["name"], (string?)kernel["language"]));

        var ids = notebook.Cells.Select(cell => (string?)cell["id"] ?? "").ToArray();
        Assert.All(ids, id => Assert.Matches(StableId(), id));
        Assert.Equal(ids.Distinct(), ids);

        foreach (var (cell, output) in notebook.Cells.SelectMany(cell => (cell["outputs"]?.AsArray() ?? []).Select(output => (cell, output!.AsObject()))))
            Assert.True(VisionAttention.Kit.Notebooks.NotebookFile.Bytes(output) <= 200 * 1024, $"{name}, cell {cell["id"]}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_exercise_has_its_solution(string name)
    {
        var notebook = NotebookFile.Read(Lessons.Find(name).Path);

        var exercises = notebook.Exercises.Select(exercise => exercise.Name).ToArray();
        Assert.Equal(exercises.Distinct(), exercises);
        Assert.Equal(exercises.Length, notebook.Cells.Count(cell => cell["metadata"]?["tags"]?.ToJsonString().Contains("solution-", StringComparison.Ordinal) == true));
        notebook.Solved();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_exercise_has_two_wrong_answers_at_least(string name)
    {
        var lesson = Lessons.Find(name);
        var exercises = NotebookFile.Read(lesson.Path).Exercises;
        var wrong = WrongAnswer.Of(lesson, exercises);

        Assert.All(exercises, exercise => Assert.True(
            wrong.Count(answer => answer.Exercise == exercise.Name) >= 2, $"{name}: exercise {exercise.Name} has fewer than two answers in WrongAnswers/{name}.cs"));
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex StableId();
}
