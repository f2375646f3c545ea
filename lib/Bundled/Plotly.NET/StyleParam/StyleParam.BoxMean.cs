using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>Whether a box shows its mean, or mean and standard deviation.</summary>
    public sealed class BoxMean : IFigureValue
    {
        private readonly object _value;

        private BoxMean(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>true</c>.</summary>
        public static BoxMean True { get; } = new(true);

        /// <summary>Written <c>false</c>.</summary>
        public static BoxMean False { get; } = new(false);

        /// <summary>Written <c>sd</c>.</summary>
        public static BoxMean SD { get; } = new("sd");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
