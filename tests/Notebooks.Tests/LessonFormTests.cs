using System.Text.RegularExpressions;
using VisionAttention.Kit.Platform;

namespace Notebooks.Tests;

public sealed partial class LessonFormTests
{
    public static TheoryData<string> Names() => Lessons.Names();

    public static TheoryData<string> NumberedNames() => Lessons.NumberedNames();

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
    public void What_is_shorter_in_a_test_stands_in_its_code(string name)
    {
        var notebook = NotebookFile.Read(Lessons.Find(name).Path);
        var code = string.Join('\n', notebook.CodeCells.Select(NotebookFile.Source));

        Lessons.AssertNone(notebook.Short.Keys.Where(text => !code.Contains(text, StringComparison.Ordinal)).Select(text => $"{name}: no cell has {text}"));
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
    public void Every_exercise_has_four_wrong_answers_at_least_two_of_them_people_s(string name)
    {
        var lesson = Lessons.Find(name);
        var exercises = NotebookFile.Read(lesson.Path).Exercises;
        var wrong = WrongAnswer.Of(lesson, exercises).ToLookup(answer => answer.Exercise);

        Lessons.AssertNone(exercises.Where(exercise => wrong[exercise.Name].Count() < 4).Select(exercise => $"{name}: exercise {exercise.Name} has {wrong[exercise.Name].Count()} wrong answers, not 4"));
        Lessons.AssertNone(exercises.Where(exercise => wrong[exercise.Name].Count(answer => answer.Public is not null) < 2).Select(exercise => $"{name}: exercise {exercise.Name} has fewer than 2 answers that say where they were seen"));
    }

    [Theory]
    [MemberData(nameof(NumberedNames))]
    public void The_learner_does_the_work(string name)
    {
        var exercises = NotebookFile.Read(Lessons.Find(name).Path).Exercises;

        Lessons.AssertNone(exercises.Where(exercise => exercise.Task is null).Select(exercise => $"{name}: the task of {exercise.Name} does not say \"*15 minutes · difficulty 2 · must*\""));
        Assert.InRange(exercises.Count, 3, 6);
        Assert.Contains(exercises, exercise => exercise.Task!.Importance == "must");
        Assert.Contains(exercises, exercise => exercise.Task!.Difficulty == 3);
    }

    [Fact]
    public void A_quarter_of_the_exercises_is_hard()
    {
        var difficulties = Lessons.Numbered().SelectMany(lesson => NotebookFile.Read(lesson.Path).Exercises).Select(exercise => exercise.Task?.Difficulty).ToArray();

        Assert.True(4 * difficulties.Count(difficulty => difficulty == 3) >= difficulties.Length, $"{difficulties.Count(difficulty => difficulty == 3)} of {difficulties.Length}");
    }

    [Theory]
    [MemberData(nameof(NumberedNames))]
    public void It_has_fewer_than_25_cells_of_code_and_no_line_of_more_than_120_characters(string name)
    {
        var notebook = NotebookFile.Read(Lessons.Find(name).Path);
        var code = notebook.CodeCells.Select(cell => ((string)cell["id"]!, NotebookFile.Source(cell)))
            .Concat(notebook.Exercises.Select(exercise => ($"the solution of {exercise.Name}", exercise.SolutionCode))).ToArray();

        Assert.InRange(code.Length - notebook.Exercises.Count, 1, 24);
        Lessons.AssertNone(code.SelectMany(cell => cell.Item2.Split('\n').Where(line => line.Length > 120).Select(line => $"{name}, {cell.Item1}: {line.Length} characters: {line.Trim()}")));
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex StableId();
}
