using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>How an axis places its values.</summary>
    public sealed class AxisType : IFigureValue
    {
        private readonly object _value;

        private AxisType(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>-</c>.</summary>
        public static AxisType Auto { get; } = new("-");

        /// <summary>Written <c>linear</c>.</summary>
        public static AxisType Linear { get; } = new("linear");

        /// <summary>Written <c>log</c>.</summary>
        public static AxisType Log { get; } = new("log");

        /// <summary>Written <c>date</c>.</summary>
        public static AxisType Date { get; } = new("date");

        /// <summary>Written <c>category</c>.</summary>
        public static AxisType Category { get; } = new("category");

        /// <summary>Written <c>multicategory</c>.</summary>
        public static AxisType MultiCategory { get; } = new("multicategory");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
