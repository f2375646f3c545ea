namespace VisionAttention.Charts;

/// <summary>A level line across a chart, such as the accuracy of guessing.</summary>
/// <param name="Label">What it stands for; written at its right end.</param>
/// <param name="Value">Its place on the y axis.</param>
public sealed record ReferenceLine(string Label, double Value);
