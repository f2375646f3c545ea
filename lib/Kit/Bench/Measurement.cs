namespace VisionAttention.Kit.Bench;

/// <summary>One thing measured here and, where Python's torch is installed, there.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Microseconds">Median time here.</param>
/// <param name="PythonMicroseconds">Median time there, or null.</param>
/// <param name="AllocatedBytes">Managed memory of one call, where it was counted.</param>
/// <param name="Note">How far the two are known to compute the same.</param>
internal sealed record Measurement(string Name, double Microseconds, double? PythonMicroseconds, long? AllocatedBytes = null, string? Note = null)
{
    /// <summary>Time here divided by time there; below 1 is faster here. Of measurements in turn it is the median of the ratios of neighbours.</summary>
    public double? Ratio { get; init; } = Microseconds / PythonMicroseconds;
}
