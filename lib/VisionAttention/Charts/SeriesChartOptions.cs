namespace VisionAttention.Charts;

/// <summary>What a <see cref="SeriesChart"/> shows beside its lines.</summary>
public sealed record SeriesChartOptions
{
    /// <summary>Whether the x axis is logarithmic; places must then be above 0.</summary>
    public bool LogX { get; init; }

    /// <summary>Whether the y axis is logarithmic; values, and values less their band, must then be above 0.</summary>
    public bool LogY { get; init; }

    /// <summary>Level lines.</summary>
    public IReadOnlyList<ReferenceLine> References { get; init; } = [];
}
