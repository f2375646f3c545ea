namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>A table of numbers as lines of equal value.</summary>
    /// <param name="zData">Rows of equal length, one at least.</param>
    /// <param name="Name">In the legend.</param>
    /// <param name="ShowLegend">Whether the legend lists it.</param>
    /// <param name="Opacity">0 to 1.</param>
    /// <param name="X">Places on the x axis.</param>
    /// <param name="Y">Places on the y axis.</param>
    /// <param name="Text">A text for what the pointer shows.</param>
    /// <param name="MultiText">Texts, written as they are given.</param>
    /// <param name="ColorScale">How values become colours.</param>
    /// <param name="ShowScale">Whether the colour bar shows.</param>
    /// <param name="ReverseScale">Turns the colours round.</param>
    /// <param name="Transpose">Exchanges rows and columns.</param>
    /// <param name="ContourLineColor">Colour of the lines.</param>
    /// <param name="ContourLineDash">Solid, dashed or dotted.</param>
    /// <param name="ContourLineSmoothing">0 to 1.3, how round the lines are.</param>
    /// <param name="ContoursColoring">What the colours fill.</param>
    /// <param name="ContoursOperation">Which values a constraint keeps.</param>
    /// <param name="ContoursType">Levels or one constraint.</param>
    /// <param name="ShowContourLabels">Whether values stand on the lines.</param>
    /// <param name="FillColor">Colour of the filled area.</param>
    /// <param name="NContours">Most levels.</param>
    /// <param name="UseDefaults">Whether the usual size and look apply; yes where left out.</param>
    /// <exception cref="ArgumentException">Arguments of lengths that do not fit, ragged or empty tables, or more than a million values.</exception>
    public static GenericChart Contour<ZType, XType, YType, TextType>(
        IEnumerable<IEnumerable<ZType>> zData,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<IEnumerable<XType>> X = default,
        Optional<IEnumerable<YType>> Y = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<StyleParam.Colorscale> ColorScale = default,
        Optional<bool> ShowScale = default,
        Optional<bool> ReverseScale = default,
        Optional<bool> Transpose = default,
        Optional<Color> ContourLineColor = default,
        Optional<StyleParam.DrawingStyle> ContourLineDash = default,
        Optional<double> ContourLineSmoothing = default,
        Optional<StyleParam.ContourColoring> ContoursColoring = default,
        Optional<StyleParam.ConstraintOperation> ContoursOperation = default,
        Optional<StyleParam.ContourType> ContoursType = default,
        Optional<bool> ShowContourLabels = default,
        Optional<Color> FillColor = default,
        Optional<int> NContours = default,
        Optional<bool> UseDefaults = default)
        where ZType : IConvertible
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible
    {
        var trace = TraceBuilder.Table("contour", zData);
        return trace
            .Places("x", X, Transpose.OrElse(false) ? trace.Rows : trace.Columns)
            .Places("y", Y, Transpose.OrElse(false) ? trace.Columns : trace.Rows)
            .Named(Name, ShowLegend, Opacity)
            .Put("text", Text)
            .Put("text", MultiText)
            .Coloured(ColorScale, ShowScale, ReverseScale)
            .Put("transpose", Transpose)
            .Put("line.color", ContourLineColor)
            .Put("line.dash", ContourLineDash)
            .Put("line.smoothing", ContourLineSmoothing)
            .Put("contours.coloring", ContoursColoring)
            .Put("contours.operation", ContoursOperation)
            .Put("contours.type", ContoursType)
            .Put("contours.showlabels", ShowContourLabels)
            .Put("fillcolor", FillColor)
            .Put("ncontours", NContours)
            .ToChart(UseDefaults);
    }
}
