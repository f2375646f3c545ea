using System.Text.Json.Nodes;

namespace Plotly.NET;

/// <summary>Something that knows how plotly.js writes it.</summary>
internal interface IFigureValue
{
    /// <summary>Its JSON; a new node each time, since a node has one parent only.</summary>
    JsonNode? ToNode();
}
