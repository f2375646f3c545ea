using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>Which way sectors follow each other.</summary>
    public sealed class Direction : IFigureValue
    {
        private readonly object _value;

        private Direction(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>clockwise</c>.</summary>
        public static Direction Clockwise { get; } = new("clockwise");

        /// <summary>Written <c>counterclockwise</c>.</summary>
        public static Direction CounterClockwise { get; } = new("counterclockwise");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
