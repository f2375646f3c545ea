using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>A variant of a marker symbol.</summary>
    public sealed class SymbolStyle : IFigureValue
    {
        private readonly object _value;

        private SymbolStyle(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>open</c>.</summary>
        public static SymbolStyle Open { get; } = new("open");

        /// <summary>Written <c>dot</c>.</summary>
        public static SymbolStyle Dot { get; } = new("dot");

        /// <summary>Written <c>open-dot</c>.</summary>
        public static SymbolStyle OpenDot { get; } = new("open-dot");

        internal string Word => (string)_value;

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
