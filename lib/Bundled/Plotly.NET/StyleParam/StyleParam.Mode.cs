using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>What a scatter trace draws.</summary>
    public sealed class Mode : IFigureValue
    {
        private readonly object _value;

        private Mode(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>none</c>.</summary>
        public static Mode None { get; } = new("none");

        /// <summary>Written <c>lines</c>.</summary>
        public static Mode Lines { get; } = new("lines");

        /// <summary>Written <c>lines+markers</c>.</summary>
        public static Mode Lines_Markers { get; } = new("lines+markers");

        /// <summary>Written <c>lines+text</c>.</summary>
        public static Mode Lines_Text { get; } = new("lines+text");

        /// <summary>Written <c>lines+markers+text</c>.</summary>
        public static Mode Lines_Markers_Text { get; } = new("lines+markers+text");

        /// <summary>Written <c>markers</c>.</summary>
        public static Mode Markers { get; } = new("markers");

        /// <summary>Written <c>markers+text</c>.</summary>
        public static Mode Markers_Text { get; } = new("markers+text");

        /// <summary>Written <c>text</c>.</summary>
        public static Mode Text { get; } = new("text");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
