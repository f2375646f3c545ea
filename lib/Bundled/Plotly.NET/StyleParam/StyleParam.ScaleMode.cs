using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>What the width of a violin stands for.</summary>
    public sealed class ScaleMode : IFigureValue
    {
        private readonly object _value;

        private ScaleMode(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>width</c>.</summary>
        public static ScaleMode Width { get; } = new("width");

        /// <summary>Written <c>count</c>.</summary>
        public static ScaleMode Count { get; } = new("count");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
