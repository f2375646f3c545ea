using Plotly.NET;

namespace VisionAttention.Charts;

/// <summary>The course's colours: the Okabe-Ito set, which stays apart for colour-blind readers.</summary>
internal static class Palette
{
    private static readonly string[] Series = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

    public static Color Line(int series)
    {
        return Color.fromHex(Series[series % Series.Length]);
    }

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
