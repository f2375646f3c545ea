using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>How far a violin reaches.</summary>
    public sealed class SpanMode : IFigureValue
    {
        private readonly object _value;

        private SpanMode(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>soft</c>.</summary>
        public static SpanMode Soft { get; } = new("soft");

        /// <summary>Written <c>hard</c>.</summary>
        public static SpanMode Hard { get; } = new("hard");

        /// <summary>Written <c>manual</c>.</summary>
        public static SpanMode Manual { get; } = new("manual");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
