using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>The unit of a legend entry's width.</summary>
    public sealed class EntryWidthMode : IFigureValue
    {
        private readonly object _value;

        private EntryWidthMode(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>fraction</c>.</summary>
        public static EntryWidthMode Fraction { get; } = new("fraction");

        /// <summary>Written <c>pixels</c>.</summary>
        public static EntryWidthMode Pixels { get; } = new("pixels");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
