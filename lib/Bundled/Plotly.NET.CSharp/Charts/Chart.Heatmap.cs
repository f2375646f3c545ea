namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>A table of numbers as colours.</summary>
    /// <param name="zData">Rows of equal length, one at least.</param>
    /// <param name="Name">In the legend.</param>
    /// <param name="ShowLegend">Whether the legend lists it.</param>
    /// <param name="Opacity">0 to 1.</param>
    /// <param name="X">Places on the x axis.</param>
    /// <param name="XGap">Pixels between columns.</param>
    /// <param name="Y">Places on the y axis.</param>
    /// <param name="YGap">Pixels between rows.</param>
    /// <param name="Text">A text for what the pointer shows.</param>
    /// <param name="MultiText">Texts, written as they are given.</param>
    /// <param name="ColorScale">How values become colours.</param>
    /// <param name="ShowScale">Whether the colour bar shows.</param>
    /// <param name="ReverseScale">Turns the colours round.</param>
    /// <param name="ZSmooth">How colours between cells are smoothed.</param>
    /// <param name="Transpose">Exchanges rows and columns.</param>
    /// <param name="UseWebGL">Draws with the graphics card; for many points.</param>
    /// <param name="ReverseYAxis">Puts row 0 at the top.</param>
    /// <param name="UseDefaults">Whether the usual size and look apply; yes where left out.</param>
    /// <exception cref="ArgumentException">Arguments of lengths that do not fit, ragged or empty tables, or more than a million values.</exception>
    public static GenericChart Heatmap<ZType, XType, YType, TextType>(
        IEnumerable<IEnumerable<ZType>> zData,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<IEnumerable<XType>> X = default,
        Optional<int> XGap = default,
        Optional<IEnumerable<YType>> Y = default,
        Optional<int> YGap = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<StyleParam.Colorscale> ColorScale = default,
        Optional<bool> ShowScale = default,
        Optional<bool> ReverseScale = default,
        Optional<StyleParam.SmoothAlg> ZSmooth = default,
        Optional<bool> Transpose = default,
        Optional<bool> UseWebGL = default,
        Optional<bool> ReverseYAxis = default,
        Optional<bool> UseDefaults = default)
        where ZType : IConvertible
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible
    {
        return TraceBuilder.Heat(zData, X, Y, Transpose)
            .Named(Name, ShowLegend, Opacity)
            .Put("xgap", XGap)
            .Put("ygap", YGap)
            .Put("text", Text)
            .Put("text", MultiText)
            .Coloured(ColorScale, ShowScale, ReverseScale)
            .Put("zsmooth", ZSmooth)
            .Put("transpose", Transpose)
            .Reversed(ReverseYAxis)
            .ToChart(UseDefaults);
    }
}
