namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>Upright bars that stand on each other.</summary>
    /// <param name="values">The values.</param>
    /// <param name="Keys">The name or place of each bar.</param>
    /// <param name="Name">In the legend.</param>
    /// <param name="ShowLegend">Whether the legend lists it.</param>
    /// <param name="Opacity">0 to 1.</param>
    /// <param name="MultiOpacity">0 to 1, one for each point.</param>
    /// <param name="Text">One text for all points.</param>
    /// <param name="MultiText">A text for each point.</param>
    /// <param name="MarkerColor">Colour of the points or bars.</param>
    /// <param name="MarkerColorScale">How numbers in the colour become colours.</param>
    /// <param name="MarkerPatternShape">The pattern on the bars.</param>
    /// <param name="MultiMarkerPatternShape">The pattern on each bar.</param>
    /// <param name="TextPosition">Where the text stands.</param>
    /// <param name="MultiTextPosition">Where each text stands.</param>
    /// <param name="MultiWidth">The width of each bar, in units of the axis.</param>
    /// <param name="UseDefaults">Whether the usual size and look apply; yes where left out.</param>
    /// <param name="Base">Where the bars begin.</param>
    /// <param name="Width">In units of the axis.</param>
    /// <exception cref="ArgumentException">Arguments of lengths that do not fit, ragged or empty tables, or more than a million values.</exception>
    public static GenericChart StackedColumn<ValuesType, KeysType, TextType>(
        IEnumerable<ValuesType> values,
        Optional<IEnumerable<KeysType>> Keys = default,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<IEnumerable<double>> MultiOpacity = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<Color> MarkerColor = default,
        Optional<StyleParam.Colorscale> MarkerColorScale = default,
        Optional<StyleParam.PatternShape> MarkerPatternShape = default,
        Optional<IEnumerable<StyleParam.PatternShape>> MultiMarkerPatternShape = default,
        Optional<StyleParam.TextPosition> TextPosition = default,
        Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default,
        Optional<IEnumerable<ValuesType>> MultiWidth = default,
        Optional<bool> UseDefaults = default,
        Optional<ValuesType> Base = default,
        Optional<ValuesType> Width = default)
        where ValuesType : IConvertible
        where KeysType : IConvertible
        where TextType : IConvertible
    {
        return TraceBuilder.Bars(upright: true, stacked: true, values, Keys)
            .Named(Name, ShowLegend, Opacity)
            .Texts(Text, MultiText)
            .TextPlaces(TextPosition, MultiTextPosition)
            .Marked(MarkerColor, MarkerColorScale, MultiOpacity)
            .Patterned(MarkerPatternShape, MultiMarkerPatternShape)
            .Put("base", Base)
            .Put("width", Width)
            .ForEach("width", "MultiWidth", MultiWidth)
            .ToChart(UseDefaults);
    }
}
