using VisionAttention.Kit.Platform;
using VisionAttention.Kit.Commands;

namespace Kit.Tests.Commands;

public sealed class TestRunnerTests : IDisposable
{
    private static readonly ProcessResult Success = new(0, [], []);
    private static readonly ProcessResult Crash = new(134, ["The active test run was aborted."], []);
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"results-{Guid.NewGuid():N}.trx");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Outcomes_are_counted_and_failures_keep_their_message()
    {
        Write("Passed", "Passed", "Failed", "NotExecuted");

        var counts = TestRunner.Judge(_path, new ProcessResult(1, [], []), isFiltered: false);

        Assert.Equal("2 passed, 1 failed, 1 skipped", counts.Summary);
        Assert.Equal("Test_2: expected 1", Assert.Single(counts.Failures));
        Assert.Equal("4 passed, 2 failed, 2 skipped", counts.Plus(counts).Summary);
    }

    [Fact]
    public void A_crash_after_passed_tests_is_a_failure()
    {
        Write("Passed");

        var counts = TestRunner.Judge(_path, Crash, isFiltered: false);

        Assert.Equal("1 passed, 1 failed, 0 skipped", counts.Summary);
        Assert.Contains("exit code 134", Assert.Single(counts.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void No_result_is_a_failure_unless_a_filter_left_nothing_to_run()
    {
        Assert.Equal(1, TestRunner.Judge(_path, Success, isFiltered: false).Failed);
        Assert.Equal(0, TestRunner.Judge(_path, Success, isFiltered: true).Failed);
        File.WriteAllText(_path, "<TestRun><Results>");
        Assert.Equal(1, TestRunner.Judge(_path, Success, isFiltered: false).Failed);
    }

    private void Write(params string[] outcomes)
    {
        var results = outcomes.Select((outcome, index) => $"""
            <UnitTestResult testName="Test_{index}" outcome="{outcome}"><Output><ErrorInfo><Message>expected 1</Message></ErrorInfo></Output></UnitTestResult>
            """);
        File.WriteAllText(_path, $"""
            <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>{string.Concat(results)}</Results></TestRun>
            """);
    }
}
