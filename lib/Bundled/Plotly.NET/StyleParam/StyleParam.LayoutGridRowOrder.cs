using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>Where the first row of a grid lies.</summary>
    public sealed class LayoutGridRowOrder : IFigureValue
    {
        private readonly object _value;

        private LayoutGridRowOrder(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>top to bottom</c>.</summary>
        public static LayoutGridRowOrder TopToBottom { get; } = new("top to bottom");

        /// <summary>Written <c>bottom to top</c>.</summary>
        public static LayoutGridRowOrder BottomToTop { get; } = new("bottom to top");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
