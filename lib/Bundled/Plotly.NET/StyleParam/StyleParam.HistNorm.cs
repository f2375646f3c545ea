using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>How a histogram scales its bins.</summary>
    public sealed class HistNorm : IFigureValue
    {
        private readonly object _value;

        private HistNorm(object value)
        {
            _value = value;
        }

        /// <summary>Written as an empty text.</summary>
        public static HistNorm None { get; } = new("");

        /// <summary>Written <c>percent</c>.</summary>
        public static HistNorm Percent { get; } = new("percent");

        /// <summary>Written <c>probability</c>.</summary>
        public static HistNorm Probability { get; } = new("probability");

        /// <summary>Written <c>density</c>.</summary>
        public static HistNorm Density { get; } = new("density");

        /// <summary>Written <c>probability density</c>.</summary>
        public static HistNorm ProbabilityDensity { get; } = new("probability density");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
