using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>How colours between cells are smoothed.</summary>
    public sealed class SmoothAlg : IFigureValue
    {
        private readonly object _value;

        private SmoothAlg(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>false</c>.</summary>
        public static SmoothAlg False { get; } = new(false);

        /// <summary>Written <c>best</c>.</summary>
        public static SmoothAlg Best { get; } = new("best");

        /// <summary>Written <c>fast</c>.</summary>
        public static SmoothAlg Fast { get; } = new("fast");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
