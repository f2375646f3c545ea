namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>A picture, from its pixels or from a data address; row 0 is at the top.</summary>
    /// <param name="Z">Rows of pixels; each pixel is three or four numbers.</param>
    /// <param name="Source">The picture as a data address.</param>
    /// <param name="Name">In the legend.</param>
    /// <param name="ShowLegend">Whether the legend lists it.</param>
    /// <param name="Opacity">0 to 1.</param>
    /// <param name="Ids">A name for each pixel.</param>
    /// <param name="ColorModel">What the numbers of a pixel are.</param>
    /// <param name="ZMax">The number that is full colour, for each part.</param>
    /// <param name="ZMin">The number that is no colour, for each part.</param>
    /// <param name="ZSmooth">How colours between cells are smoothed.</param>
    /// <param name="UseDefaults">Whether the usual size and look apply; yes where left out.</param>
    /// <exception cref="ArgumentException">Arguments of lengths that do not fit, ragged or empty tables, or more than a million values.</exception>
    public static GenericChart Image<IdType>(
        Optional<IEnumerable<IEnumerable<IEnumerable<int>>>> Z = default,
        Optional<string> Source = default,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<IEnumerable<IdType>> Ids = default,
        Optional<StyleParam.ColorModel> ColorModel = default,
        Optional<StyleParam.ColorComponentBound> ZMax = default,
        Optional<StyleParam.ColorComponentBound> ZMin = default,
        Optional<StyleParam.SmoothAlg> ZSmooth = default,
        Optional<bool> UseDefaults = default)
        where IdType : IConvertible
    {
        return TraceBuilder.Picture(Z, Source)
            .Named(Name, ShowLegend, Opacity)
            .Put("ids", Ids)
            .Put("colormodel", ColorModel)
            .Put("zmax", ZMax)
            .Put("zmin", ZMin)
            .Put("zsmooth", ZSmooth)
            .ToChart(UseDefaults);
    }
}
