using System.Text.Json.Nodes;

namespace Plotly.NET;

/// <summary>Values as JSON, with their number, so that nothing has to unpack the JSON to count them.</summary>
/// <param name="Node">A JSON array.</param>
/// <param name="Count">Its length.</param>
internal readonly record struct Series(JsonNode Node, int Count);
