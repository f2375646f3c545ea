using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>The size of the marks in a legend.</summary>
    public sealed class TraceItemSizing : IFigureValue
    {
        private readonly object _value;

        private TraceItemSizing(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>trace</c>.</summary>
        public static TraceItemSizing Trace { get; } = new("trace");

        /// <summary>Written <c>constant</c>.</summary>
        public static TraceItemSizing Constant { get; } = new("constant");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
