using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>Which values are drawn beside a box or a violin.</summary>
    public sealed class BoxPoints : IFigureValue
    {
        private readonly object _value;

        private BoxPoints(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>outliers</c>.</summary>
        public static BoxPoints Outliers { get; } = new("outliers");

        /// <summary>Written <c>all</c>.</summary>
        public static BoxPoints All { get; } = new("all");

        /// <summary>Written <c>suspectedoutliers</c>.</summary>
        public static BoxPoints SuspectedOutliers { get; } = new("suspectedoutliers");

        /// <summary>Written <c>false</c>.</summary>
        public static BoxPoints False { get; } = new(false);

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
