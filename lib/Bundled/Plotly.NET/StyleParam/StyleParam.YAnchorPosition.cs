using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>Which part of something its y names.</summary>
    public sealed class YAnchorPosition : IFigureValue
    {
        private readonly object _value;

        private YAnchorPosition(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>auto</c>.</summary>
        public static YAnchorPosition Auto { get; } = new("auto");

        /// <summary>Written <c>top</c>.</summary>
        public static YAnchorPosition Top { get; } = new("top");

        /// <summary>Written <c>middle</c>.</summary>
        public static YAnchorPosition Middle { get; } = new("middle");

        /// <summary>Written <c>bottom</c>.</summary>
        public static YAnchorPosition Bottom { get; } = new("bottom");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
