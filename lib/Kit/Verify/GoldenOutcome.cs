namespace VisionAttention.Kit.Verify;

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
