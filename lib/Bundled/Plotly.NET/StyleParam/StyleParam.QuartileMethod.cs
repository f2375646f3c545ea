using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>How quartiles are computed.</summary>
    public sealed class QuartileMethod : IFigureValue
    {
        private readonly object _value;

        private QuartileMethod(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>linear</c>.</summary>
        public static QuartileMethod Linear { get; } = new("linear");

        /// <summary>Written <c>exclusive</c>.</summary>
        public static QuartileMethod Exclusive { get; } = new("exclusive");

        /// <summary>Written <c>inclusive</c>.</summary>
        public static QuartileMethod Inclusive { get; } = new("inclusive");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
