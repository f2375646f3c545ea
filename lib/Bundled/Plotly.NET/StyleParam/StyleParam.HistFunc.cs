using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>What a histogram computes for each bin.</summary>
    public sealed class HistFunc : IFigureValue
    {
        private readonly object _value;

        private HistFunc(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>count</c>.</summary>
        public static HistFunc Count { get; } = new("count");

        /// <summary>Written <c>sum</c>.</summary>
        public static HistFunc Sum { get; } = new("sum");

        /// <summary>Written <c>avg</c>.</summary>
        public static HistFunc Avg { get; } = new("avg");

        /// <summary>Written <c>min</c>.</summary>
        public static HistFunc Min { get; } = new("min");

        /// <summary>Written <c>max</c>.</summary>
        public static HistFunc Max { get; } = new("max");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
