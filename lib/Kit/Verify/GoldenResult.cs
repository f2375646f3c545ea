namespace VisionAttention.Kit.Verify;

/// <summary>How a golden case went.</summary>
/// <param name="Name">Family and case.</param>
/// <param name="Outcome">Passed, failed or skipped.</param>
/// <param name="Reason">Why it failed or was skipped.</param>
public sealed record GoldenResult(string Name, GoldenOutcome Outcome, string Reason);

/// <summary>How a golden case went.</summary>
public enum GoldenOutcome
{
    /// <summary>Every expected result was met.</summary>
    Passed,

    /// <summary>A result was missed, or none came.</summary>
    Failed,

    /// <summary>The library does not have what the case tests.</summary>
    Skipped,
}
