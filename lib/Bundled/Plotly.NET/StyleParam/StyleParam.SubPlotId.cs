namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>A part of the layout, by number from 1.</summary>
    public sealed class SubPlotId
    {
        private SubPlotId(string place)
        {
            Place = place;
        }

        /// <summary>An x axis.</summary>
        /// <param name="item">The number, from 1.</param>
        public static SubPlotId NewXAxis(int item)
        {
            return new SubPlotId(Numbered("xaxis", item));
        }

        /// <summary>A y axis.</summary>
        /// <param name="item">The number, from 1.</param>
        public static SubPlotId NewYAxis(int item)
        {
            return new SubPlotId(Numbered("yaxis", item));
        }

        /// <summary>The z axis of a scene.</summary>
        public static SubPlotId ZAxis { get; } = new("zaxis");

        /// <summary>A colour axis.</summary>
        /// <param name="item">The number, from 1.</param>
        public static SubPlotId NewColorAxis(int item)
        {
            return new SubPlotId(Numbered("coloraxis", item));
        }

        /// <summary>A map.</summary>
        /// <param name="item">The number, from 1.</param>
        public static SubPlotId NewGeo(int item)
        {
            return new SubPlotId(Numbered("geo", item));
        }

        /// <summary>A tiled map.</summary>
        /// <param name="item">The number, from 1.</param>
        public static SubPlotId NewMapbox(int item)
        {
            return new SubPlotId(Numbered("mapbox", item));
        }

        /// <summary>Polar axes.</summary>
        /// <param name="item">The number, from 1.</param>
        public static SubPlotId NewPolar(int item)
        {
            return new SubPlotId(Numbered("polar", item));
        }

        /// <summary>Ternary axes.</summary>
        /// <param name="item">The number, from 1.</param>
        public static SubPlotId NewTernary(int item)
        {
            return new SubPlotId(Numbered("ternary", item));
        }

        /// <summary>A scene with three axes.</summary>
        /// <param name="item">The number, from 1.</param>
        public static SubPlotId NewScene(int item)
        {
            return new SubPlotId(Numbered("scene", item));
        }

        /// <summary>A carpet, by its name.</summary>
        /// <param name="item">The name.</param>
        public static SubPlotId NewCarpet(string item)
        {
            return new SubPlotId(item);
        }

        /// <summary>A Smith chart.</summary>
        /// <param name="item">The number, from 1.</param>
        public static SubPlotId NewSmith(int item)
        {
            return new SubPlotId(Numbered("smith", item));
        }

        /// <summary>A legend.</summary>
        /// <param name="item">The number, from 1.</param>
        public static SubPlotId NewLegend(int item)
        {
            return new SubPlotId(Numbered("legend", item));
        }

        /// <summary>The name in the layout, such as <c>xaxis2</c>.</summary>
        internal string Place { get; }

        private static string Numbered(string place, int number)
        {
            return number == 1 ? place : $"{place}{number}";
        }
    }
}
