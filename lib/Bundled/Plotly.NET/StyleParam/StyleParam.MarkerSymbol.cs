using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>The shape of a point.</summary>
    public sealed class MarkerSymbol : IFigureValue
    {
        private readonly object _value;

        private MarkerSymbol(object value)
        {
            _value = value;
        }

        /// <summary>A variant of a symbol.</summary>
        /// <param name="item1">The symbol.</param>
        /// <param name="item2">The variant.</param>
        public static MarkerSymbol NewModified(MarkerSymbol item1, SymbolStyle item2)
        {
            return new MarkerSymbol($"{item1._value}-{item2.Word}");
        }

        /// <summary>Written <c>circle</c>.</summary>
        public static MarkerSymbol Circle { get; } = new("circle");

        /// <summary>Written <c>square</c>.</summary>
        public static MarkerSymbol Square { get; } = new("square");

        /// <summary>Written <c>diamond</c>.</summary>
        public static MarkerSymbol Diamond { get; } = new("diamond");

        /// <summary>Written <c>cross</c>.</summary>
        public static MarkerSymbol Cross { get; } = new("cross");

        /// <summary>Written <c>x</c>.</summary>
        public static MarkerSymbol X { get; } = new("x");

        /// <summary>Written <c>triangle-up</c>.</summary>
        public static MarkerSymbol TriangleUp { get; } = new("triangle-up");

        /// <summary>Written <c>triangle-down</c>.</summary>
        public static MarkerSymbol TriangleDown { get; } = new("triangle-down");

        /// <summary>Written <c>triangle-left</c>.</summary>
        public static MarkerSymbol TriangleLeft { get; } = new("triangle-left");

        /// <summary>Written <c>triangle-right</c>.</summary>
        public static MarkerSymbol TriangleRight { get; } = new("triangle-right");

        /// <summary>Written <c>triangle-ne</c>.</summary>
        public static MarkerSymbol TriangleNE { get; } = new("triangle-ne");

        /// <summary>Written <c>triangle-se</c>.</summary>
        public static MarkerSymbol TriangleSE { get; } = new("triangle-se");

        /// <summary>Written <c>triangle-sw</c>.</summary>
        public static MarkerSymbol TriangleSW { get; } = new("triangle-sw");

        /// <summary>Written <c>triangle-nw</c>.</summary>
        public static MarkerSymbol TriangleNW { get; } = new("triangle-nw");

        /// <summary>Written <c>pentagon</c>.</summary>
        public static MarkerSymbol Pentagon { get; } = new("pentagon");

        /// <summary>Written <c>hexagon</c>.</summary>
        public static MarkerSymbol Hexagon { get; } = new("hexagon");

        /// <summary>Written <c>hexagon2</c>.</summary>
        public static MarkerSymbol Hexagon2 { get; } = new("hexagon2");

        /// <summary>Written <c>octagon</c>.</summary>
        public static MarkerSymbol Octagon { get; } = new("octagon");

        /// <summary>Written <c>star</c>.</summary>
        public static MarkerSymbol Star { get; } = new("star");

        /// <summary>Written <c>hexagram</c>.</summary>
        public static MarkerSymbol Hexagram { get; } = new("hexagram");

        /// <summary>Written <c>star-triangle-up</c>.</summary>
        public static MarkerSymbol StarTriangleUp { get; } = new("star-triangle-up");

        /// <summary>Written <c>star-triangle-down</c>.</summary>
        public static MarkerSymbol StarTriangleDown { get; } = new("star-triangle-down");

        /// <summary>Written <c>star-square</c>.</summary>
        public static MarkerSymbol StarSquare { get; } = new("star-square");

        /// <summary>Written <c>star-diamond</c>.</summary>
        public static MarkerSymbol StarDiamond { get; } = new("star-diamond");

        /// <summary>Written <c>diamond-tall</c>.</summary>
        public static MarkerSymbol DiamondTall { get; } = new("diamond-tall");

        /// <summary>Written <c>diamond-wide</c>.</summary>
        public static MarkerSymbol DiamondWide { get; } = new("diamond-wide");

        /// <summary>Written <c>hourglass</c>.</summary>
        public static MarkerSymbol Hourglass { get; } = new("hourglass");

        /// <summary>Written <c>bowtie</c>.</summary>
        public static MarkerSymbol Bowtie { get; } = new("bowtie");

        /// <summary>Written <c>circle-cross</c>.</summary>
        public static MarkerSymbol CircleCross { get; } = new("circle-cross");

        /// <summary>Written <c>circle-x</c>.</summary>
        public static MarkerSymbol CircleX { get; } = new("circle-x");

        /// <summary>Written <c>square-cross</c>.</summary>
        public static MarkerSymbol SquareCross { get; } = new("square-cross");

        /// <summary>Written <c>square-x</c>.</summary>
        public static MarkerSymbol SquareX { get; } = new("square-x");

        /// <summary>Written <c>diamond-cross</c>.</summary>
        public static MarkerSymbol DiamondCross { get; } = new("diamond-cross");

        /// <summary>Written <c>diamond-x</c>.</summary>
        public static MarkerSymbol DiamondX { get; } = new("diamond-x");

        /// <summary>Written <c>cross-thin</c>.</summary>
        public static MarkerSymbol CrossThin { get; } = new("cross-thin");

        /// <summary>Written <c>x-thin</c>.</summary>
        public static MarkerSymbol XThin { get; } = new("x-thin");

        /// <summary>Written <c>asterisk</c>.</summary>
        public static MarkerSymbol Asterisk { get; } = new("asterisk");

        /// <summary>Written <c>hash</c>.</summary>
        public static MarkerSymbol Hash { get; } = new("hash");

        /// <summary>Written <c>y-up</c>.</summary>
        public static MarkerSymbol YUp { get; } = new("y-up");

        /// <summary>Written <c>y-down</c>.</summary>
        public static MarkerSymbol YDown { get; } = new("y-down");

        /// <summary>Written <c>y-left</c>.</summary>
        public static MarkerSymbol YLeft { get; } = new("y-left");

        /// <summary>Written <c>y-right</c>.</summary>
        public static MarkerSymbol YRight { get; } = new("y-right");

        /// <summary>Written <c>line-ew</c>.</summary>
        public static MarkerSymbol LineEW { get; } = new("line-ew");

        /// <summary>Written <c>line-ns</c>.</summary>
        public static MarkerSymbol LineNS { get; } = new("line-ns");

        /// <summary>Written <c>line-ne</c>.</summary>
        public static MarkerSymbol LineNE { get; } = new("line-ne");

        /// <summary>Written <c>line-nw</c>.</summary>
        public static MarkerSymbol LineNW { get; } = new("line-nw");

        /// <summary>Written <c>arrow-up</c>.</summary>
        public static MarkerSymbol ArrowUp { get; } = new("arrow-up");

        /// <summary>Written <c>arrow-down</c>.</summary>
        public static MarkerSymbol ArrowDown { get; } = new("arrow-down");

        /// <summary>Written <c>arrow-left</c>.</summary>
        public static MarkerSymbol ArrowLeft { get; } = new("arrow-left");

        /// <summary>Written <c>arrow-right</c>.</summary>
        public static MarkerSymbol ArrowRight { get; } = new("arrow-right");

        /// <summary>Written <c>arrow-bar-up</c>.</summary>
        public static MarkerSymbol ArrowBarUp { get; } = new("arrow-bar-up");

        /// <summary>Written <c>arrow-bar-down</c>.</summary>
        public static MarkerSymbol ArrowBarDown { get; } = new("arrow-bar-down");

        /// <summary>Written <c>arrow-bar-left</c>.</summary>
        public static MarkerSymbol ArrowBarLeft { get; } = new("arrow-bar-left");

        /// <summary>Written <c>arrow-bar-right</c>.</summary>
        public static MarkerSymbol ArrowBarRight { get; } = new("arrow-bar-right");

        /// <summary>Written <c>arrow</c>.</summary>
        public static MarkerSymbol Arrow { get; } = new("arrow");

        /// <summary>Written <c>arrow-wide</c>.</summary>
        public static MarkerSymbol ArrowWide { get; } = new("arrow-wide");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
