using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>On which side of its axis a violin lies.</summary>
    public sealed class ViolinSide : IFigureValue
    {
        private readonly object _value;

        private ViolinSide(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>both</c>.</summary>
        public static ViolinSide Both { get; } = new("both");

        /// <summary>Written <c>positive</c>.</summary>
        public static ViolinSide Positive { get; } = new("positive");

        /// <summary>Written <c>negative</c>.</summary>
        public static ViolinSide Negative { get; } = new("negative");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
