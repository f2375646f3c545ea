using Plotly.NET;

namespace VisionAttention.Charts;

/// <summary>The course's colours: they stay apart for colour-blind readers and stand out from white paper.</summary>
/// <remarks>
/// The first four lines are of the Okabe-Ito set. Its orange and its sky blue reach only 2.3 to 1 against white, so that wine and indigo of
/// Paul Tol's set take their places. Tests measure both: contrast, and distance as colour-blind eyes see it.
/// </remarks>
internal static class Palette
{
    /// <summary>Colours of lines, in the order in which they are taken.</summary>
    public static IReadOnlyList<string> Lines { get; } = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#332288", "#882255"];

    private static readonly StyleParam.DrawingStyle[] Dashes =
        [StyleParam.DrawingStyle.Solid, StyleParam.DrawingStyle.Dash, StyleParam.DrawingStyle.Dot, StyleParam.DrawingStyle.DashDot];

    // Lighter is less; 1 is the largest weight.
    private static readonly (double Place, string Colour)[] Amounts = [(0, "#ffffff"), (0.25, "#a6d0ec"), (0.6, "#3f8fc4"), (1, "#0b2f4f")];

    // Light enough for a dark text on every cell.
    private static readonly (double Place, string Colour)[] AmountsUnderText = [(0, "#ffffff"), (1, "#56b4e9")];

    // Dark orange is -1, white is 0, dark blue is 1; brightness alone tells how far from 0. Steep at the ends, where most cosines lie.
    private static readonly (double Place, string Colour)[] Diverging =
        [(-1, "#7f3b08"), (-0.75, "#d9730d"), (-0.5, "#fbcf9b"), (0, "#ffffff"), (0.5, "#a6d0ec"), (0.75, "#4393c3"), (1, "#053061")];

    public static Color Line(int series) => Color.fromHex(Lines[series % Lines.Count]);

    /// <summary>Solid for the first six lines; after that colours come again, with other dashes.</summary>
    public static StyleParam.DrawingStyle Dash(int series) => Dashes[series / Lines.Count % Dashes.Length];

    /// <summary>A line's colour, thin enough to lie under lines.</summary>
    public static Color Band(int series)
    {
        var hex = Lines[series % Lines.Count];
        return Color.fromARGB(48, HexPart(hex, 1), HexPart(hex, 3), HexPart(hex, 5));
    }

    /// <summary>Bars that bear dark marks: 3 to 1 against white, 4.7 to 1 under the marks.</summary>
    public static Color Bar { get; } = Color.fromHex("#7a8fa8");

    /// <summary>Marks and texts.</summary>
    public static Color Ink { get; } = Color.fromHex(ChartLook.Ink);

    /// <summary>For a mark on top of a picture.</summary>
    public static Color Mark { get; } = Color.fromHex("#d55e00");

    /// <summary>For frames around maps: 3 to 1 on white and on dark ground.</summary>
    public static Color Frame { get; } = Color.fromHex(FrameHex);

    /// <inheritdoc cref="Frame"/>
    public const string FrameHex = "#8c8c8c";

    /// <summary>For axes that only hold a picture.</summary>
    public static Color Hidden { get; } = Color.fromString("rgba(0,0,0,0)");

    /// <summary>Red, green and blue of black and of white, for a picture under bright strokes.</summary>
    public static IReadOnlyList<(int Black, int White)> Night { get; } = [(11, 95), (15, 107), (22, 122)];

    /// <summary>Left, right, up, down, over <see cref="Night"/>.</summary>
    public static IReadOnlyList<Color> Directions { get; } = [Color.fromHex("#5ab4f0"), Color.fromHex("#ff9a3c"), Color.fromHex("#4fd6a0"), Color.fromHex("#ff8fc8")];

    /// <summary>White to blue, for shares and counts under a text.</summary>
    public static StyleParam.Colorscale Share { get; } = Scale(AmountsUnderText);

    /// <summary>Clear to orange, for attention weights over a picture: where there is no weight, the picture shows.</summary>
    public static IReadOnlyList<(double Place, string Colour)> Glow { get; } = [(0, "rgba(213,94,0,0)"), (0.5, "rgba(226,90,0,0.5)"), (1, "rgba(255,120,0,0.85)")];

    /// <summary>White is 0 and dark blue the largest number, cut to the numbers that occur.</summary>
    public static StyleParam.Colorscale From0(double smallest, double largest, bool underText = false)
    {
        var most = largest > 0 ? largest : 1;
        return Cut(underText ? AmountsUnderText : Amounts, smallest / most, largest / most);
    }

    /// <summary>Orange is -1, white is 0 and blue is 1, cut to the numbers that occur.</summary>
    public static StyleParam.Colorscale Around0(double smallest, double largest) => Cut(Diverging, smallest, largest);

    // plotly.js stretches a scale over the smallest and the largest number of a map; the C# API has no other range.
    private static StyleParam.Colorscale Cut((double Place, string Colour)[] stops, double low, double high)
    {
        var span = Math.Max(high - low, 1e-9);
        var inside = stops.Where(stop => stop.Place > low && stop.Place < high).Select(stop => (Math.Round((stop.Place - low) / span, 6), stop.Colour));
        return Scale([(0, At(stops, low)), .. inside, (1, At(stops, high))]);
    }

    private static StyleParam.Colorscale Scale((double Place, string Colour)[] stops) =>
        StyleParam.Colorscale.NewCustom(Array.ConvertAll(stops, stop => Tuple.Create(stop.Place, Color.fromHex(stop.Colour))));

    private static string At((double Place, string Colour)[] stops, double place)
    {
        var upper = Math.Max(1, Array.FindIndex(stops, stop => stop.Place >= place - 1e-9));
        var (from, to) = (stops[upper - 1], stops[upper]);
        var share = Math.Clamp((place - from.Place) / (to.Place - from.Place), 0, 1);
        int Part(int start) => (int)Math.Round(HexPart(from.Colour, start) + share * (HexPart(to.Colour, start) - HexPart(from.Colour, start)));
        return $"#{Part(1):x2}{Part(3):x2}{Part(5):x2}";
    }

    private static int HexPart(string colour, int start) => Convert.ToInt32(colour.Substring(start, 2), 16);
}
