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
    public void It_names_our_kernel(string name)
    {
        var kernel = NotebookFile.Read(Lessons.Find(name).Path).Json["metadata"]!["kernelspec"]!;

        Assert.Equal(".net-csharp", (string?)kernel["name"]);
        Assert.Equal("C#", (string?)kernel["language"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Cell_ids_are_words_and_unique(string name)
    {
        var ids = NotebookFile.Read(Lessons.Find(name).Path).Cells.Select(cell => (string?)cell["id"] ?? "").ToArray();

        Assert.All(ids, id => Assert.Matches(StableId(), id));
        Assert.Equal(ids.Distinct(), ids);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Committed_outputs_stay_below_200_KiB(string name)
    {
        foreach (var cell in NotebookFile.Read(Lessons.Find(name).Path).Cells)
        {
            foreach (var output in cell["outputs"]?.AsArray() ?? [])
            {
                var bytes = VisionAttention.Kit.Notebooks.NotebookFile.Bytes(output!.AsObject());
                Assert.True(bytes <= 200 * 1024, $"{name}, cell {cell["id"]}: an output of {bytes} bytes");
            }
        }
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
