using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>What the colours of a contour plot fill.</summary>
    public sealed class ContourColoring : IFigureValue
    {
        private readonly object _value;

        private ContourColoring(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>fill</c>.</summary>
        public static ContourColoring Fill { get; } = new("fill");

        /// <summary>Written <c>heatmap</c>.</summary>
        public static ContourColoring Heatmap { get; } = new("heatmap");

        /// <summary>Written <c>lines</c>.</summary>
        public static ContourColoring Lines { get; } = new("lines");

        /// <summary>Written <c>none</c>.</summary>
        public static ContourColoring NoColoring { get; } = new("none");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
