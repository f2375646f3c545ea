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

    public static Color Line(int series)
    {
        return Color.fromHex(Lines[series % Lines.Count]);
    }

    /// <summary>Solid for the first six lines; after that colours come again, with other dashes.</summary>
    public static StyleParam.DrawingStyle Dash(int series)
    {
        return Dashes[series / Lines.Count % Dashes.Length];
    }

    /// <summary>A line's colour, thin enough to lie under lines.</summary>
    public static Color Band(int series)
    {
        var hex = Lines[series % Lines.Count];
        return Color.fromARGB(48, Convert.ToInt32(hex[1..3], 16), Convert.ToInt32(hex[3..5], 16), Convert.ToInt32(hex[5..7], 16));
    }

    /// <summary>Bars that bear dark marks: 3 to 1 against white, 4.7 to 1 under the marks.</summary>
    public static Color Bar { get; } = Color.fromHex("#7a8fa8");

    /// <summary>Marks and texts.</summary>
    public static Color Ink { get; } = Color.fromHex(ChartLook.Ink);

    /// <summary>For a mark on top of a picture.</summary>
    public static Color Mark { get; } = Color.fromHex("#d55e00");

    /// <summary>For axes that only hold a picture.</summary>
    public static Color Hidden { get; } = Color.fromString("rgba(0,0,0,0)");

    /// <summary>Dark to bright, for grey pictures.</summary>
    public static StyleParam.Colorscale Grey { get; } = StyleParam.Colorscale.NewCustom(
        [Tuple.Create(0.0, Color.fromHex("#000000")), Tuple.Create(1.0, Color.fromHex("#ffffff"))]);

    /// <summary>White to blue, for shares and counts under a text.</summary>
    public static StyleParam.Colorscale Share { get; } = StyleParam.Colorscale.NewCustom(
        [Tuple.Create(0.0, Color.fromHex("#ffffff")), Tuple.Create(1.0, Color.fromHex("#56b4e9"))]);
}
