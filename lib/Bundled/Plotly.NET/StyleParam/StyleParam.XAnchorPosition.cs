using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>Which part of something its x names.</summary>
    public sealed class XAnchorPosition : IFigureValue
    {
        private readonly object _value;

        private XAnchorPosition(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>auto</c>.</summary>
        public static XAnchorPosition Auto { get; } = new("auto");

        /// <summary>Written <c>left</c>.</summary>
        public static XAnchorPosition Left { get; } = new("left");

        /// <summary>Written <c>center</c>.</summary>
        public static XAnchorPosition Center { get; } = new("center");

        /// <summary>Written <c>right</c>.</summary>
        public static XAnchorPosition Right { get; } = new("right");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
