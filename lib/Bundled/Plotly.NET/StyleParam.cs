namespace Plotly.NET;

/// <summary>The words of plotly.js as closed choices.</summary>
public static class StyleParam
{
    /// <summary>How values become colours.</summary>
    public sealed class Colorscale
    {
        private Colorscale(string? name, IReadOnlyList<(double Place, string Color)>? stops)
        {
            Name = name;
            Stops = stops;
        }

        /// <summary>From dark violet over green to yellow; readable without colour vision.</summary>
        public static Colorscale Viridis { get; } = new("Viridis", null);

        /// <summary>From dark blue to yellow; readable without colour vision.</summary>
        public static Colorscale Cividis { get; } = new("Cividis", null);

        /// <summary>From black to white.</summary>
        public static Colorscale Greys { get; } = new("Greys", null);

        /// <summary>Red to blue over white.</summary>
        public static Colorscale RdBu { get; } = new("RdBu", null);

        internal string? Name { get; }

        internal IReadOnlyList<(double Place, string Color)>? Stops { get; }

        /// <summary>Colours at places from 0 to 1.</summary>
        /// <param name="item">The stops, in order.</param>
        public static Colorscale NewCustom(IEnumerable<Tuple<double, Color>> item)
        {
            return new Colorscale(null, [.. item.Select(stop => (stop.Item1, stop.Item2.Text))]);
        }
    }

    /// <summary>How a line is drawn.</summary>
    public sealed class DrawingStyle
    {
        private DrawingStyle(string name)
        {
            Name = name;
        }

        /// <summary>Unbroken.</summary>
        public static DrawingStyle Solid { get; } = new("solid");

        /// <summary>In dashes.</summary>
        public static DrawingStyle Dash { get; } = new("dash");

        /// <summary>In dots.</summary>
        public static DrawingStyle Dot { get; } = new("dot");

        internal string Name { get; }
    }

    /// <summary>Whether the charts of a grid share axes.</summary>
    public sealed class LayoutGridPattern
    {
        private LayoutGridPattern(string name)
        {
            Name = name;
        }

        /// <summary>Each has its own.</summary>
        public static LayoutGridPattern Independent { get; } = new("independent");

        internal string Name { get; }
    }
}
