using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>What a sector says.</summary>
    public sealed class TextInfo : IFigureValue
    {
        private readonly object _value;

        private TextInfo(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>all</c>.</summary>
        public static TextInfo All { get; } = new("all");

        /// <summary>Written <c>none</c>.</summary>
        public static TextInfo None { get; } = new("none");

        /// <summary>Written <c>label</c>.</summary>
        public static TextInfo Label { get; } = new("label");

        /// <summary>Written <c>text</c>.</summary>
        public static TextInfo Text { get; } = new("text");

        /// <summary>Written <c>value</c>.</summary>
        public static TextInfo Value { get; } = new("value");

        /// <summary>Written <c>percent</c>.</summary>
        public static TextInfo Percent { get; } = new("percent");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
