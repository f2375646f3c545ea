using System.Text.Json.Nodes;

namespace Plotly.NET;

/// <summary>Rows of equal length as JSON.</summary>
/// <param name="Node">A JSON array of arrays.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Columns">The length of each row.</param>
internal readonly record struct FigureTable(JsonNode Node, int Rows, int Columns);
