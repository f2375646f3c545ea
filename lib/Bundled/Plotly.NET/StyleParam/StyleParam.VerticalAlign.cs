using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>Where something lies between top and bottom.</summary>
    public sealed class VerticalAlign : IFigureValue
    {
        private readonly object _value;

        private VerticalAlign(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>top</c>.</summary>
        public static VerticalAlign Top { get; } = new("top");

        /// <summary>Written <c>middle</c>.</summary>
        public static VerticalAlign Middle { get; } = new("middle");

        /// <summary>Written <c>bottom</c>.</summary>
        public static VerticalAlign Bottom { get; } = new("bottom");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
