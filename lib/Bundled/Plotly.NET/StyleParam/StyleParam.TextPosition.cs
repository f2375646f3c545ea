using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>Where a text stands beside its point.</summary>
    public sealed class TextPosition : IFigureValue
    {
        private readonly object _value;

        private TextPosition(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>top left</c>.</summary>
        public static TextPosition TopLeft { get; } = new("top left");

        /// <summary>Written <c>top center</c>.</summary>
        public static TextPosition TopCenter { get; } = new("top center");

        /// <summary>Written <c>top right</c>.</summary>
        public static TextPosition TopRight { get; } = new("top right");

        /// <summary>Written <c>middle left</c>.</summary>
        public static TextPosition MiddleLeft { get; } = new("middle left");

        /// <summary>Written <c>middle center</c>.</summary>
        public static TextPosition MiddleCenter { get; } = new("middle center");

        /// <summary>Written <c>middle right</c>.</summary>
        public static TextPosition MiddleRight { get; } = new("middle right");

        /// <summary>Written <c>bottom left</c>.</summary>
        public static TextPosition BottomLeft { get; } = new("bottom left");

        /// <summary>Written <c>bottom center</c>.</summary>
        public static TextPosition BottomCenter { get; } = new("bottom center");

        /// <summary>Written <c>bottom right</c>.</summary>
        public static TextPosition BottomRight { get; } = new("bottom right");

        /// <summary>Written <c>auto</c>.</summary>
        public static TextPosition Auto { get; } = new("auto");

        /// <summary>Written <c>inside</c>.</summary>
        public static TextPosition Inside { get; } = new("inside");

        /// <summary>Written <c>outside</c>.</summary>
        public static TextPosition Outside { get; } = new("outside");

        /// <summary>Written <c>none</c>.</summary>
        public static TextPosition None { get; } = new("none");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
