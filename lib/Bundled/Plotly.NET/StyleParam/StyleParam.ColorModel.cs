using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>What the numbers of a pixel are.</summary>
    public sealed class ColorModel : IFigureValue
    {
        private readonly object _value;

        private ColorModel(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>rgb</c>.</summary>
        public static ColorModel RGB { get; } = new("rgb");

        /// <summary>Written <c>rgba</c>.</summary>
        public static ColorModel RGBA { get; } = new("rgba");

        /// <summary>Written <c>rgba256</c>.</summary>
        public static ColorModel RGBA256 { get; } = new("rgba256");

        /// <summary>Written <c>hsl</c>.</summary>
        public static ColorModel HSL { get; } = new("hsl");

        /// <summary>Written <c>hsla</c>.</summary>
        public static ColorModel HSLA { get; } = new("hsla");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
