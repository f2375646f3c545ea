using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>A range of values.</summary>
    public sealed class Range : IFigureValue
    {
        private readonly object _value;

        private Range(object value)
        {
            _value = value;
        }

        /// <summary>From the first to the last value.</summary>
        /// <param name="item1">The lower end.</param>
        /// <param name="item2">The upper end.</param>
        public static Range NewMinMax(IConvertible item1, IConvertible item2)
        {
            return new Range(new[] { item1, item2 });
        }

        /// <summary>Any values.</summary>
        /// <param name="item">The values.</param>
        public static Range NewValues(IConvertible[] item)
        {
            return new Range(item);
        }

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
