using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>What a click on a legend entry does.</summary>
    public sealed class TraceItemClickOptions : IFigureValue
    {
        private readonly object _value;

        private TraceItemClickOptions(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>toggle</c>.</summary>
        public static TraceItemClickOptions Toggle { get; } = new("toggle");

        /// <summary>Written <c>toggleothers</c>.</summary>
        public static TraceItemClickOptions ToggleOthers { get; } = new("toggleothers");

        /// <summary>Written <c>false</c>.</summary>
        public static TraceItemClickOptions False { get; } = new(false);

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
