using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>The shape of a point in space.</summary>
    public sealed class MarkerSymbol3D : IFigureValue
    {
        private readonly object _value;

        private MarkerSymbol3D(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>circle</c>.</summary>
        public static MarkerSymbol3D Circle { get; } = new("circle");

        /// <summary>Written <c>circle-open</c>.</summary>
        public static MarkerSymbol3D CircleOpen { get; } = new("circle-open");

        /// <summary>Written <c>cross</c>.</summary>
        public static MarkerSymbol3D Cross { get; } = new("cross");

        /// <summary>Written <c>diamond</c>.</summary>
        public static MarkerSymbol3D Diamond { get; } = new("diamond");

        /// <summary>Written <c>diamond-open</c>.</summary>
        public static MarkerSymbol3D DiamondOpen { get; } = new("diamond-open");

        /// <summary>Written <c>square</c>.</summary>
        public static MarkerSymbol3D Square { get; } = new("square");

        /// <summary>Written <c>square-open</c>.</summary>
        public static MarkerSymbol3D SquareOpen { get; } = new("square-open");

        /// <summary>Written <c>x</c>.</summary>
        public static MarkerSymbol3D X { get; } = new("x");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
