using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>Whether the axis line shows on the other side too.</summary>
    public sealed class Mirror : IFigureValue
    {
        private readonly object _value;

        private Mirror(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>true</c>.</summary>
        public static Mirror True { get; } = new(true);

        /// <summary>Written <c>ticks</c>.</summary>
        public static Mirror Ticks { get; } = new("ticks");

        /// <summary>Written <c>false</c>.</summary>
        public static Mirror False { get; } = new(false);

        /// <summary>Written <c>all</c>.</summary>
        public static Mirror All { get; } = new("all");

        /// <summary>Written <c>allticks</c>.</summary>
        public static Mirror AllTicks { get; } = new("allticks");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
