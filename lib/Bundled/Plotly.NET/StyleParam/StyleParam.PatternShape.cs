using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>The pattern on a bar.</summary>
    public sealed class PatternShape : IFigureValue
    {
        private readonly object _value;

        private PatternShape(object value)
        {
            _value = value;
        }

        /// <summary>Written as an empty text.</summary>
        public static PatternShape None { get; } = new("");

        /// <summary>Written <c>\</c>.</summary>
        public static PatternShape DiagonalDescending { get; } = new("\\");

        /// <summary>Written <c>/</c>.</summary>
        public static PatternShape DiagonalAscending { get; } = new("/");

        /// <summary>Written <c>x</c>.</summary>
        public static PatternShape DiagonalChecked { get; } = new("x");

        /// <summary>Written <c>-</c>.</summary>
        public static PatternShape HorizontalLines { get; } = new("-");

        /// <summary>Written <c>|</c>.</summary>
        public static PatternShape VerticalLines { get; } = new("|");

        /// <summary>Written <c>+</c>.</summary>
        public static PatternShape Checked { get; } = new("+");

        /// <summary>Written <c>.</c>.</summary>
        public static PatternShape Dots { get; } = new(".");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
