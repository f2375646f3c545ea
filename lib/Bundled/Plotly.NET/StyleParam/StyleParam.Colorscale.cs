using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>How values become colours.</summary>
    public sealed class Colorscale : IFigureValue
    {
        private readonly object _value;

        private Colorscale(object value)
        {
            _value = value;
        }

        /// <summary>Colours at places from 0 to 1.</summary>
        /// <param name="item">The stops, in order.</param>
        public static Colorscale NewCustom(IEnumerable<Tuple<double, Color>> item)
        {
            return new Colorscale(item.Select(stop => new object[] { stop.Item1, stop.Item2 }).ToArray());
        }

        /// <summary>Written <c>RdBu</c>.</summary>
        public static Colorscale RdBu { get; } = new("RdBu");

        /// <summary>Written <c>Earth</c>.</summary>
        public static Colorscale Earth { get; } = new("Earth");

        /// <summary>Written <c>Blackbody</c>.</summary>
        public static Colorscale Blackbody { get; } = new("Blackbody");

        /// <summary>Written <c>YlOrRd</c>.</summary>
        public static Colorscale YIOrRd { get; } = new("YlOrRd");

        /// <summary>Written <c>YlGnBu</c>.</summary>
        public static Colorscale YIGnBu { get; } = new("YlGnBu");

        /// <summary>Written <c>Bluered</c>.</summary>
        public static Colorscale Bluered { get; } = new("Bluered");

        /// <summary>Written <c>Portland</c>.</summary>
        public static Colorscale Portland { get; } = new("Portland");

        /// <summary>Written <c>Electric</c>.</summary>
        public static Colorscale Electric { get; } = new("Electric");

        /// <summary>Written <c>Jet</c>.</summary>
        public static Colorscale Jet { get; } = new("Jet");

        /// <summary>Written <c>Hot</c>.</summary>
        public static Colorscale Hot { get; } = new("Hot");

        /// <summary>Written <c>Greys</c>.</summary>
        public static Colorscale Greys { get; } = new("Greys");

        /// <summary>Written <c>Greens</c>.</summary>
        public static Colorscale Greens { get; } = new("Greens");

        /// <summary>Written <c>Picnic</c>.</summary>
        public static Colorscale Picnic { get; } = new("Picnic");

        /// <summary>Written <c>Rainbow</c>.</summary>
        public static Colorscale Rainbow { get; } = new("Rainbow");

        /// <summary>Written <c>Viridis</c>.</summary>
        public static Colorscale Viridis { get; } = new("Viridis");

        /// <summary>Written <c>Cividis</c>.</summary>
        public static Colorscale Cividis { get; } = new("Cividis");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
