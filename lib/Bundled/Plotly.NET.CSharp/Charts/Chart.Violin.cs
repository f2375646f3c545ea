namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>The distribution of samples as a shape.</summary>
    /// <param name="X">Places on the x axis.</param>
    /// <param name="Y">The samples, or the name of each sample where they lie along x.</param>
    /// <param name="Name">In the legend.</param>
    /// <param name="ShowLegend">Whether the legend lists it.</param>
    /// <param name="Text">One text for all points.</param>
    /// <param name="MultiText">A text for each point.</param>
    /// <param name="FillColor">Colour of the filled area.</param>
    /// <param name="Opacity">0 to 1.</param>
    /// <param name="Points">Which values are drawn beside the violin.</param>
    /// <param name="Jitter">0 to 1, how far the values spread.</param>
    /// <param name="PointPos">-2 to 2, where the values lie beside it.</param>
    /// <param name="Orientation">Which way it runs.</param>
    /// <param name="Width">In units of the axis.</param>
    /// <param name="MarkerColor">Colour of the points or bars.</param>
    /// <param name="OutlineColor">Colour of the outline.</param>
    /// <param name="OutlineWidth">In pixels.</param>
    /// <param name="AlignmentGroup">Traces of one name share places.</param>
    /// <param name="OffsetGroup">Traces of one name share an offset.</param>
    /// <param name="ShowBox">Whether a box shows inside.</param>
    /// <param name="BoxWidth">0 to 1, share of the violin.</param>
    /// <param name="BoxFillColor">Colour of the box.</param>
    /// <param name="BandWidth">Of the density estimate, in units of the values.</param>
    /// <param name="ScaleGroup">Traces of one name share a scale.</param>
    /// <param name="ScaleMode">What the width stands for.</param>
    /// <param name="Side">On which side it lies.</param>
    /// <param name="Span">How far it reaches, with a manual span mode.</param>
    /// <param name="SpanMode">How its reach is found.</param>
    /// <param name="UseDefaults">Whether the usual size and look apply; yes where left out.</param>
    /// <exception cref="ArgumentException">Arguments of lengths that do not fit, ragged or empty tables, or more than a million values.</exception>
    public static GenericChart Violin<XType, YType, TextType>(
        Optional<IEnumerable<XType>> X = default,
        Optional<IEnumerable<YType>> Y = default,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<Color> FillColor = default,
        Optional<double> Opacity = default,
        Optional<StyleParam.BoxPoints> Points = default,
        Optional<double> Jitter = default,
        Optional<double> PointPos = default,
        Optional<StyleParam.Orientation> Orientation = default,
        Optional<double> Width = default,
        Optional<Color> MarkerColor = default,
        Optional<Color> OutlineColor = default,
        Optional<double> OutlineWidth = default,
        Optional<string> AlignmentGroup = default,
        Optional<string> OffsetGroup = default,
        Optional<bool> ShowBox = default,
        Optional<double> BoxWidth = default,
        Optional<Color> BoxFillColor = default,
        Optional<double> BandWidth = default,
        Optional<string> ScaleGroup = default,
        Optional<StyleParam.ScaleMode> ScaleMode = default,
        Optional<StyleParam.ViolinSide> Side = default,
        Optional<StyleParam.Range> Span = default,
        Optional<StyleParam.SpanMode> SpanMode = default,
        Optional<bool> UseDefaults = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible
    {
        return TraceBuilder.Samples("violin", X, Y)
            .Named(Name, ShowLegend, Opacity)
            .Texts(Text, MultiText)
            .Marked(MarkerColor)
            .Put("fillcolor", FillColor)
            .Put("points", Points)
            .Put("jitter", Jitter)
            .Put("pointpos", PointPos)
            .Put("orientation", Orientation)
            .Put("width", Width)
            .Put("line.color", OutlineColor)
            .Put("line.width", OutlineWidth)
            .Put("alignmentgroup", AlignmentGroup)
            .Put("offsetgroup", OffsetGroup)
            .Put("box.visible", ShowBox)
            .Put("box.width", BoxWidth)
            .Put("box.fillcolor", BoxFillColor)
            .Put("bandwidth", BandWidth)
            .Put("scalegroup", ScaleGroup)
            .Put("scalemode", ScaleMode)
            .Put("side", Side)
            .Put("span", Span)
            .Put("spanmode", SpanMode)
            .ToChart(UseDefaults);
    }
}
