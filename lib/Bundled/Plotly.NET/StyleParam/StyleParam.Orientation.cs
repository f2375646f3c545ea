using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>Which way bars, boxes or entries run.</summary>
    public sealed class Orientation : IFigureValue
    {
        private readonly object _value;

        private Orientation(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>h</c>.</summary>
        public static Orientation Horizontal { get; } = new("h");

        /// <summary>Written <c>v</c>.</summary>
        public static Orientation Vertical { get; } = new("v");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
