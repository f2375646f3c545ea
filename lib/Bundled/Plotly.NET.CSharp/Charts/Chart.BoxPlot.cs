namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>The quartiles of samples as boxes.</summary>
    /// <param name="X">Places on the x axis.</param>
    /// <param name="Y">The samples, or the name of each sample where they lie along x.</param>
    /// <param name="Name">In the legend.</param>
    /// <param name="ShowLegend">Whether the legend lists it.</param>
    /// <param name="Text">One text for all points.</param>
    /// <param name="MultiText">A text for each point.</param>
    /// <param name="FillColor">Colour of the filled area.</param>
    /// <param name="MarkerColor">Colour of the points or bars.</param>
    /// <param name="Opacity">0 to 1.</param>
    /// <param name="WhiskerWidth">0 to 1, share of the box.</param>
    /// <param name="BoxPoints">Which values are drawn beside the box.</param>
    /// <param name="BoxMean">Whether the mean shows.</param>
    /// <param name="Jitter">0 to 1, how far the values spread.</param>
    /// <param name="PointPos">-2 to 2, where the values lie beside it.</param>
    /// <param name="Orientation">Which way it runs.</param>
    /// <param name="OutlineColor">Colour of the outline.</param>
    /// <param name="OutlineWidth">In pixels.</param>
    /// <param name="AlignmentGroup">Traces of one name share places.</param>
    /// <param name="OffsetGroup">Traces of one name share an offset.</param>
    /// <param name="Notched">Whether the box has a notch at its median.</param>
    /// <param name="NotchWidth">0 to 0.5, share of the box.</param>
    /// <param name="QuartileMethod">How quartiles are computed.</param>
    /// <param name="UseDefaults">Whether the usual size and look apply; yes where left out.</param>
    /// <exception cref="ArgumentException">Arguments of lengths that do not fit, ragged or empty tables, or more than a million values.</exception>
    public static GenericChart BoxPlot<XType, YType, TextType>(
        Optional<IEnumerable<XType>> X = default,
        Optional<IEnumerable<YType>> Y = default,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<Color> FillColor = default,
        Optional<Color> MarkerColor = default,
        Optional<double> Opacity = default,
        Optional<double> WhiskerWidth = default,
        Optional<StyleParam.BoxPoints> BoxPoints = default,
        Optional<StyleParam.BoxMean> BoxMean = default,
        Optional<double> Jitter = default,
        Optional<double> PointPos = default,
        Optional<StyleParam.Orientation> Orientation = default,
        Optional<Color> OutlineColor = default,
        Optional<double> OutlineWidth = default,
        Optional<string> AlignmentGroup = default,
        Optional<string> OffsetGroup = default,
        Optional<bool> Notched = default,
        Optional<double> NotchWidth = default,
        Optional<StyleParam.QuartileMethod> QuartileMethod = default,
        Optional<bool> UseDefaults = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible
    {
        return TraceBuilder.Samples("box", X, Y)
            .Named(Name, ShowLegend, Opacity)
            .Texts(Text, MultiText)
            .Marked(MarkerColor)
            .Put("fillcolor", FillColor)
            .Put("whiskerwidth", WhiskerWidth)
            .Put("boxpoints", BoxPoints)
            .Put("boxmean", BoxMean)
            .Put("jitter", Jitter)
            .Put("pointpos", PointPos)
            .Put("orientation", Orientation)
            .Put("line.color", OutlineColor)
            .Put("line.width", OutlineWidth)
            .Put("alignmentgroup", AlignmentGroup)
            .Put("offsetgroup", OffsetGroup)
            .Put("notched", Notched)
            .Put("notchwidth", NotchWidth)
            .Put("quartilemethod", QuartileMethod)
            .ToChart(UseDefaults);
    }
}
