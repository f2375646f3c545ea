using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>Whether the charts of a grid share axes.</summary>
    public sealed class LayoutGridPattern : IFigureValue
    {
        private readonly object _value;

        private LayoutGridPattern(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>independent</c>.</summary>
        public static LayoutGridPattern Independent { get; } = new("independent");

        /// <summary>Written <c>coupled</c>.</summary>
        public static LayoutGridPattern Coupled { get; } = new("coupled");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
