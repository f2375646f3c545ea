using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>How stacked values are scaled.</summary>
    public sealed class GroupNorm : IFigureValue
    {
        private readonly object _value;

        private GroupNorm(object value)
        {
            _value = value;
        }

        /// <summary>Written as an empty text.</summary>
        public static GroupNorm None { get; } = new("");

        /// <summary>Written <c>fraction</c>.</summary>
        public static GroupNorm Fraction { get; } = new("fraction");

        /// <summary>Written <c>percent</c>.</summary>
        public static GroupNorm Percent { get; } = new("percent");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
