using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>On which side something lies.</summary>
    public sealed class Side : IFigureValue
    {
        private readonly object _value;

        private Side(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>top</c>.</summary>
        public static Side Top { get; } = new("top");

        /// <summary>Written <c>top left</c>.</summary>
        public static Side TopLeft { get; } = new("top left");

        /// <summary>Written <c>top center</c>.</summary>
        public static Side TopCenter { get; } = new("top center");

        /// <summary>Written <c>top right</c>.</summary>
        public static Side TopRight { get; } = new("top right");

        /// <summary>Written <c>bottom</c>.</summary>
        public static Side Bottom { get; } = new("bottom");

        /// <summary>Written <c>left</c>.</summary>
        public static Side Left { get; } = new("left");

        /// <summary>Written <c>right</c>.</summary>
        public static Side Right { get; } = new("right");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
