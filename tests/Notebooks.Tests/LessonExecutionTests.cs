using VisionAttention.Kit.Notebooks;
using VisionAttention.Kit.Setup;

namespace Notebooks.Tests;

/// <summary>Every lesson runs once from a fresh kernel, graded: each stub as committed, typical wrong answers, and the solution stand one after the
/// other before the lesson goes on. Lessons that train for minutes train on a tenth here. As committed from the first cell to the last, a lesson runs
/// in the browser, or where it is published.</summary>
public sealed class LessonExecutionTests
{
    private const int LargestOutputBytes = 200 * 1024;
    private const int CellSeconds = 900;

    public static TheoryData<string> Names() => Lessons.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_cell_runs_and_stubs_and_wrong_answers_are_told_their_cause_and_solutions_pass(string name)
    {
        var lesson = Lessons.Find(name);
        var committed = NotebookFile.Read(lesson.Path);
        var solution = committed.Solved();
        solution.Shorten();
        WrongAnswer[] wrong = [.. WrongAnswer.AsCommitted(committed.Exercises), .. WrongAnswer.Of(lesson, committed.Exercises)];
        WrongAnswer.Insert(solution, wrong);
        var folder = Directory.CreateDirectory(Lessons.Workspace.At("artifacts", "test", "solved")).FullName;
        var solved = lesson with { Path = Path.Combine(folder, Path.GetFileName(lesson.Path)) };
        File.WriteAllText(solved.Path, solution.Json.ToJsonString());

        var result = await RunAsync(solved);

        Assert.True(result.Failure is null, result.Failure);
        Assert.Equal(result.Cells, result.CellsDone);
        Assert.True(result.LargestOutputBytes <= LargestOutputBytes, $"{name}, cell {result.LargestOutputCell}: an output of {result.LargestOutputBytes} bytes");
        var executed = NotebookFile.Read(result.Notebook!);
        Assert.All(wrong, answer => Assert.Contains(answer.Says, answer.SaidIn(executed), StringComparison.Ordinal));
        Assert.All(wrong, answer => Assert.Contains(answer.SaidIn(executed).Split('\n'), line => line is not ("" or "ok")));
    }

    private static Task<LessonResult> RunAsync(Lesson lesson)
    {
        var context = SetupContext.Current();
        Assert.True(File.Exists(context.Workspace.KernelProgram), $"{context.Workspace.KernelProgram} is missing. Fix: ./kit setup");
        var output = Lessons.Workspace.At("artifacts", "test", "graded", $"{lesson.Name}.ipynb");
        return new LessonRunner(context) { CellSeconds = CellSeconds, Variables = new Dictionary<string, string> { ["VISION_ATTENTION_GRADING"] = "1" } }
            .RunAsync(lesson, output, html: null, progress: null, CancellationToken.None);
    }
}
