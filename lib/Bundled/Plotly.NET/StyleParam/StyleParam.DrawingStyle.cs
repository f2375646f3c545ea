using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>How a line is drawn.</summary>
    public sealed class DrawingStyle : IFigureValue
    {
        private readonly object _value;

        private DrawingStyle(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>solid</c>.</summary>
        public static DrawingStyle Solid { get; } = new("solid");

        /// <summary>Written <c>dash</c>.</summary>
        public static DrawingStyle Dash { get; } = new("dash");

        /// <summary>Written <c>dot</c>.</summary>
        public static DrawingStyle Dot { get; } = new("dot");

        /// <summary>Written <c>dashdot</c>.</summary>
        public static DrawingStyle DashDot { get; } = new("dashdot");

        /// <summary>Written <c>longdash</c>.</summary>
        public static DrawingStyle LongDash { get; } = new("longdash");

        /// <summary>Written <c>longdashdot</c>.</summary>
        public static DrawingStyle LongDashDot { get; } = new("longdashdot");

        /// <summary>Dashes and gaps of these lengths.</summary>
        /// <param name="item">Lengths in pixels, dash and gap in turn.</param>
        public static DrawingStyle NewUser(IEnumerable<int> item)
        {
            return new DrawingStyle(string.Join(',', item.Select(length => $"{length}px")));
        }

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
