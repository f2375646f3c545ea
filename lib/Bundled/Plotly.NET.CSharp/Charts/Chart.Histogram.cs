namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>How often values occur. Give <paramref name="X"/> for upright bars, <paramref name="Y"/> for lying ones.</summary>
    /// <param name="X">Places on the x axis.</param>
    /// <param name="Y">Places on the y axis.</param>
    /// <param name="Orientation">Which way it runs.</param>
    /// <param name="Name">In the legend.</param>
    /// <param name="ShowLegend">Whether the legend lists it.</param>
    /// <param name="Opacity">0 to 1.</param>
    /// <param name="Text">One text for all points.</param>
    /// <param name="MultiText">A text for each point.</param>
    /// <param name="HistFunc">What is computed for each bin.</param>
    /// <param name="HistNorm">How the bins are scaled.</param>
    /// <param name="AlignmentGroup">Traces of one name share places.</param>
    /// <param name="OffsetGroup">Traces of one name share an offset.</param>
    /// <param name="NBinsX">Most bins along x.</param>
    /// <param name="NBinsY">Most bins along y.</param>
    /// <param name="BinGroup">Traces of one name share bins.</param>
    /// <param name="MarkerColor">Colour of the points or bars.</param>
    /// <param name="UseDefaults">Whether the usual size and look apply; yes where left out.</param>
    /// <exception cref="ArgumentException">Arguments of lengths that do not fit, ragged or empty tables, or more than a million values.</exception>
    public static GenericChart Histogram<XType, YType, TextType>(
        Optional<IEnumerable<XType>> X = default,
        Optional<IEnumerable<YType>> Y = default,
        Optional<StyleParam.Orientation> Orientation = default,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<StyleParam.HistFunc> HistFunc = default,
        Optional<StyleParam.HistNorm> HistNorm = default,
        Optional<string> AlignmentGroup = default,
        Optional<string> OffsetGroup = default,
        Optional<int> NBinsX = default,
        Optional<int> NBinsY = default,
        Optional<string> BinGroup = default,
        Optional<Color> MarkerColor = default,
        Optional<bool> UseDefaults = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible
    {
        return TraceBuilder.Samples("histogram", X, Y)
            .Named(Name, ShowLegend, Opacity)
            .Texts(Text, MultiText)
            .Put("orientation", Orientation)
            .Put("histfunc", HistFunc)
            .Put("histnorm", HistNorm)
            .Put("alignmentgroup", AlignmentGroup)
            .Put("offsetgroup", OffsetGroup)
            .Put("nbinsx", NBinsX)
            .Put("nbinsy", NBinsY)
            .Put("bingroup", BinGroup)
            .Marked(MarkerColor)
            .ToChart(UseDefaults);
    }
}
