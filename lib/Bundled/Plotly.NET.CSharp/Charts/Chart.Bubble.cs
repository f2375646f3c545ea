namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>Points of different size.</summary>
    /// <param name="x">Places on the x axis.</param>
    /// <param name="y">Values, as many as <paramref name="x"/>.</param>
    /// <param name="sizes">Diameters in pixels, one for each point.</param>
    /// <param name="Name">In the legend.</param>
    /// <param name="ShowLegend">Whether the legend lists it.</param>
    /// <param name="Opacity">0 to 1.</param>
    /// <param name="MultiOpacity">0 to 1, one for each point.</param>
    /// <param name="Text">One text for all points.</param>
    /// <param name="MultiText">A text for each point.</param>
    /// <param name="TextPosition">Where the text stands.</param>
    /// <param name="MultiTextPosition">Where each text stands.</param>
    /// <param name="MarkerColor">Colour of the points or bars.</param>
    /// <param name="MarkerColorScale">How numbers in the colour become colours.</param>
    /// <param name="MarkerSymbol">Shape of the points.</param>
    /// <param name="MultiMarkerSymbol">Shape of each point.</param>
    /// <param name="LineColor">Colour of the line.</param>
    /// <param name="LineColorScale">How numbers in the colour become colours.</param>
    /// <param name="LineWidth">In pixels.</param>
    /// <param name="LineDash">Solid, dashed or dotted.</param>
    /// <param name="StackGroup">Traces of one name stand on each other.</param>
    /// <param name="Orientation">Which way it runs.</param>
    /// <param name="GroupNorm">How stacked values are scaled.</param>
    /// <param name="UseWebGL">Draws with the graphics card; for many points.</param>
    /// <param name="UseDefaults">Whether the usual size and look apply; yes where left out.</param>
    /// <exception cref="ArgumentException">Arguments of lengths that do not fit, ragged or empty tables, or more than a million values.</exception>
    public static GenericChart Bubble<XType, YType, TextType>(
        IEnumerable<XType> x,
        IEnumerable<YType> y,
        IEnumerable<int> sizes,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<IEnumerable<double>> MultiOpacity = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<StyleParam.TextPosition> TextPosition = default,
        Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default,
        Optional<Color> MarkerColor = default,
        Optional<StyleParam.Colorscale> MarkerColorScale = default,
        Optional<StyleParam.MarkerSymbol> MarkerSymbol = default,
        Optional<IEnumerable<StyleParam.MarkerSymbol>> MultiMarkerSymbol = default,
        Optional<Color> LineColor = default,
        Optional<StyleParam.Colorscale> LineColorScale = default,
        Optional<double> LineWidth = default,
        Optional<StyleParam.DrawingStyle> LineDash = default,
        Optional<string> StackGroup = default,
        Optional<StyleParam.Orientation> Orientation = default,
        Optional<StyleParam.GroupNorm> GroupNorm = default,
        Optional<bool> UseWebGL = default,
        Optional<bool> UseDefaults = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible
    {
        return TraceBuilder.Points("markers", x, y, UseWebGL)
            .ForEach<int>("marker.size", "sizes", new Optional<IEnumerable<int>>(sizes, IsSome: true))
            .Named(Name, ShowLegend, Opacity)
            .Texts(Text, MultiText)
            .TextPlaces(TextPosition, MultiTextPosition)
            .Marked(MarkerColor, MarkerColorScale, MultiOpacity)
            .Symbols(MarkerSymbol, MultiMarkerSymbol)
            .Lined(LineColor, LineColorScale, LineWidth, LineDash)
            .Stacked(StackGroup, Orientation, GroupNorm)
            .ToChart(UseDefaults);
    }
}
