namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>A table of numbers as heights.</summary>
    /// <param name="zData">Rows of equal length, one at least.</param>
    /// <param name="X">Places on the x axis.</param>
    /// <param name="Y">Places on the y axis.</param>
    /// <param name="Name">In the legend.</param>
    /// <param name="ShowLegend">Whether the legend lists it.</param>
    /// <param name="Opacity">0 to 1.</param>
    /// <param name="Text">A text for what the pointer shows.</param>
    /// <param name="MultiText">Texts, written as they are given.</param>
    /// <param name="ColorScale">How values become colours.</param>
    /// <param name="ShowScale">Whether the colour bar shows.</param>
    /// <param name="UseDefaults">Whether the usual size and look apply; yes where left out.</param>
    /// <exception cref="ArgumentException">Arguments of lengths that do not fit, ragged or empty tables, or more than a million values.</exception>
    public static GenericChart Surface<ZType, XType, YType, TextType>(
        IEnumerable<IEnumerable<ZType>> zData,
        Optional<IEnumerable<XType>> X = default,
        Optional<IEnumerable<YType>> Y = default,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<StyleParam.Colorscale> ColorScale = default,
        Optional<bool> ShowScale = default,
        Optional<bool> UseDefaults = default)
        where ZType : IConvertible
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible
    {
        var trace = TraceBuilder.Table("surface", zData);
        return trace
            .Places("x", X, trace.Columns)
            .Places("y", Y, trace.Rows)
            .Named(Name, ShowLegend, Opacity)
            .Put("text", Text)
            .Put("text", MultiText)
            .Coloured(ColorScale, ShowScale)
            .ToChart(UseDefaults);
    }
}
