using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>What a click on a legend group does.</summary>
    public sealed class TraceGroupClickOptions : IFigureValue
    {
        private readonly object _value;

        private TraceGroupClickOptions(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>toggleitem</c>.</summary>
        public static TraceGroupClickOptions ToggleItem { get; } = new("toggleitem");

        /// <summary>Written <c>togglegroup</c>.</summary>
        public static TraceGroupClickOptions ToggleGroup { get; } = new("togglegroup");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
