using VisionAttention.Kit.Notebooks;
using VisionAttention.Kit.Setup;

namespace Notebooks.Tests;

/// <summary>Every lesson runs from a fresh kernel: as committed, and with its exercises solved and graded. In the second run the stubs as committed
/// stand beside the solutions; that is the only run of a heavy lesson.</summary>
public sealed class LessonExecutionTests
{
    private const int LargestOutputBytes = 200 * 1024;
    private const int CellSeconds = 900;

    public static TheoryData<string> Names() => Lessons.Names();

    public static TheoryData<string> LightNames() => Lessons.LightNames();

    [Theory]
    [MemberData(nameof(LightNames))]
    public async Task As_committed_every_cell_runs(string name)
    {
        var result = await RunAsync(Lessons.Find(name), "committed", grading: false);

        Assert.True(result.Failure is null, result.Failure);
        Assert.Equal(result.Cells, result.CellsDone);
        Assert.True(result.LargestOutputBytes <= LargestOutputBytes, $"{name}, cell {result.LargestOutputCell}: an output of {result.LargestOutputBytes} bytes");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Solved_it_passes_every_check_and_the_stubs_and_typical_wrong_answers_are_told_their_cause(string name)
    {
        var lesson = Lessons.Find(name);
        var committed = NotebookFile.Read(lesson.Path);
        var solution = committed.Solved();
        WrongAnswer[] wrong = [.. WrongAnswer.AsCommitted(committed.Exercises), .. WrongAnswer.Of(lesson, committed.Exercises)];
        WrongAnswer.Insert(solution, wrong);
        var folder = Directory.CreateDirectory(Lessons.Workspace.At("artifacts", "test", "solved")).FullName;
        var solved = lesson with { Path = Path.Combine(folder, Path.GetFileName(lesson.Path)) };
        File.WriteAllText(solved.Path, solution.Json.ToJsonString());

        var result = await RunAsync(solved, "graded", grading: true);

        Assert.True(result.Failure is null, result.Failure);
        Assert.Equal(result.Cells, result.CellsDone);
        Assert.True(result.LargestOutputBytes <= LargestOutputBytes, $"{name}, cell {result.LargestOutputCell}: an output of {result.LargestOutputBytes} bytes");
        var executed = NotebookFile.Read(result.Notebook!);
        Assert.All(wrong, answer => Assert.Contains(answer.Says, answer.SaidIn(executed), StringComparison.Ordinal));
        Assert.All(wrong, answer => Assert.Contains(answer.SaidIn(executed).Split('\n'), line => line is not ("" or "ok")));
    }

    private static Task<LessonResult> RunAsync(Lesson lesson, string kind, bool grading)
    {
        var context = SetupContext.Current();
        Assert.True(File.Exists(context.Workspace.KernelProgram), $"{context.Workspace.KernelProgram} is missing. Fix: ./kit setup");
        var variables = grading ? new Dictionary<string, string> { ["VISION_ATTENTION_GRADING"] = "1" } : [];
        var output = Lessons.Workspace.At("artifacts", "test", kind, $"{lesson.Name}.ipynb");
        return new LessonRunner(context) { CellSeconds = CellSeconds, Variables = variables }
            .RunAsync(lesson, output, html: null, progress: null, CancellationToken.None);
    }
}
