using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>Whether a trace shows.</summary>
    public sealed class Visible : IFigureValue
    {
        private readonly object _value;

        private Visible(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>true</c>.</summary>
        public static Visible True { get; } = new(true);

        /// <summary>Written <c>false</c>.</summary>
        public static Visible False { get; } = new(false);

        /// <summary>Written <c>legendonly</c>.</summary>
        public static Visible LegendOnly { get; } = new("legendonly");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
