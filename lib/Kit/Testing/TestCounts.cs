namespace VisionAttention.Kit.Testing;

/// <summary>How many tests passed, failed and were skipped.</summary>
internal sealed record TestCounts
{
    /// <summary>Tests that passed.</summary>
    public int Passed { get; init; }

    /// <summary>Tests that failed, and projects that broke down.</summary>
    public int Failed { get; init; }

    /// <summary>Tests that did not run.</summary>
    public int Skipped { get; init; }

    /// <summary>Name and message of each failure.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];

    /// <summary>All tests counted.</summary>
    public int Total => Passed + Failed + Skipped;

    /// <summary>The line that ends a test run.</summary>
    public string Summary => $"{Passed} passed, {Failed} failed, {Skipped} skipped";

    /// <summary>The sum of two counts.</summary>
    public TestCounts Plus(TestCounts other) => new()
    {
        Passed = Passed + other.Passed,
        Failed = Failed + other.Failed,
        Skipped = Skipped + other.Skipped,
        Failures = [.. Failures, .. other.Failures],
    };

    /// <summary>The same counts with one more failure.</summary>
    public TestCounts WithFailure(string failure) => this with { Failed = Failed + 1, Failures = [.. Failures, failure] };
}
