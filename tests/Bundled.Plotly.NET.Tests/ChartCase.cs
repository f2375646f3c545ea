using Plotly.NET;

namespace Bundled.Plotly.NET.Tests;

/// <summary>One chart of a kind, and what a browser must show of it.</summary>
/// <param name="Name">The kind.</param>
/// <param name="Chart">The chart.</param>
/// <param name="Selector">What to count in the drawn figure.</param>
/// <param name="Count">How many there must be.</param>
/// <param name="Hover">A text that appears over the first point; null where the kind has none that a script can ask for.</param>
internal sealed record ChartCase(string Name, GenericChart Chart, string Selector, int Count, string? Hover);
