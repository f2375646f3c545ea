using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>Whether contours are levels or one constraint.</summary>
    public sealed class ContourType : IFigureValue
    {
        private readonly object _value;

        private ContourType(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>levels</c>.</summary>
        public static ContourType Levels { get; } = new("levels");

        /// <summary>Written <c>constraint</c>.</summary>
        public static ContourType Constraint { get; } = new("constraint");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
