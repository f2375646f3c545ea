using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>The bound of each number of a pixel.</summary>
    public sealed class ColorComponentBound : IFigureValue
    {
        private readonly object _value;

        private ColorComponentBound(object value)
        {
            _value = value;
        }

        /// <summary>Red, green and blue.</summary>
        /// <param name="R">Red.</param>
        /// <param name="G">Green.</param>
        /// <param name="B">Blue.</param>
        public static ColorComponentBound NewRGB(int R, int G, int B)
        {
            return new ColorComponentBound(new[] { R, G, B });
        }

        /// <summary>Red, green, blue and opacity.</summary>
        /// <param name="R">Red.</param>
        /// <param name="G">Green.</param>
        /// <param name="B">Blue.</param>
        /// <param name="A">Opacity.</param>
        public static ColorComponentBound NewRGBA(int R, int G, int B, int A)
        {
            return new ColorComponentBound(new[] { R, G, B, A });
        }

        /// <summary>Red, green, blue and opacity, each to 255.</summary>
        /// <param name="item1">Red.</param>
        /// <param name="item2">Green.</param>
        /// <param name="item3">Blue.</param>
        /// <param name="item4">Opacity.</param>
        public static ColorComponentBound NewRGBA256(int item1, int item2, int item3, int item4)
        {
            return new ColorComponentBound(new[] { item1, item2, item3, item4 });
        }

        /// <summary>Hue, saturation and lightness.</summary>
        /// <param name="H">Hue.</param>
        /// <param name="S">Saturation.</param>
        /// <param name="L">Lightness.</param>
        public static ColorComponentBound NewHSL(int H, int S, int L)
        {
            return new ColorComponentBound(new[] { H, S, L });
        }

        /// <summary>Hue, saturation, lightness and opacity.</summary>
        /// <param name="H">Hue.</param>
        /// <param name="S">Saturation.</param>
        /// <param name="L">Lightness.</param>
        /// <param name="A">Opacity.</param>
        public static ColorComponentBound NewHSLA(int H, int S, int L, int A)
        {
            return new ColorComponentBound(new[] { H, S, L, A });
        }

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
