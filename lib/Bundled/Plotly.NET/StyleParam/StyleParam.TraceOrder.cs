using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>The order of a legend.</summary>
    public sealed class TraceOrder : IFigureValue
    {
        private readonly object _value;

        private TraceOrder(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>normal</c>.</summary>
        public static TraceOrder Normal { get; } = new("normal");

        /// <summary>Written <c>reversed</c>.</summary>
        public static TraceOrder Reversed { get; } = new("reversed");

        /// <summary>Written <c>grouped</c>.</summary>
        public static TraceOrder Grouped { get; } = new("grouped");

        /// <summary>Written <c>reversed+grouped</c>.</summary>
        public static TraceOrder ReversedGrouped { get; } = new("reversed+grouped");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
