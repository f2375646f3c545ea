namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>Shares of a whole as sectors of a ring.</summary>
    /// <param name="values">The values.</param>
    /// <param name="Name">In the legend.</param>
    /// <param name="ShowLegend">Whether the legend lists it.</param>
    /// <param name="Opacity">0 to 1.</param>
    /// <param name="MultiOpacity">0 to 1, one for each sector; plotly.js draws all sectors with one opacity and passes over it.</param>
    /// <param name="Labels">The name of each sector.</param>
    /// <param name="Pull">0 to 1, how far sectors are pulled out.</param>
    /// <param name="MultiPull">0 to 1, how far each sector is pulled out.</param>
    /// <param name="Text">One text for all sectors.</param>
    /// <param name="MultiText">A text for each sector.</param>
    /// <param name="TextPosition">Where the text stands.</param>
    /// <param name="MultiTextPosition">Where each text stands.</param>
    /// <param name="SectionColors">Colour of each sector.</param>
    /// <param name="SectionOutlineColor">Colour of the outlines.</param>
    /// <param name="SectionOutlineWidth">In pixels.</param>
    /// <param name="SectionOutlineMultiWidth">In pixels, one for each sector.</param>
    /// <param name="TextInfo">What a sector says.</param>
    /// <param name="Direction">Which way sectors follow each other.</param>
    /// <param name="Hole">0 to 1, share of the radius cut out.</param>
    /// <param name="Rotation">Degrees from the top.</param>
    /// <param name="Sort">Whether the largest comes first.</param>
    /// <param name="UseDefaults">Whether the usual size and look apply; yes where left out.</param>
    /// <exception cref="ArgumentException">Arguments of lengths that do not fit, ragged or empty tables, or more than a million values.</exception>
    public static GenericChart Doughnut<ValuesType, LabelsType, TextType>(
        IEnumerable<ValuesType> values,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<IEnumerable<double>> MultiOpacity = default,
        Optional<IEnumerable<LabelsType>> Labels = default,
        Optional<double> Pull = default,
        Optional<IEnumerable<double>> MultiPull = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<StyleParam.TextPosition> TextPosition = default,
        Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default,
        Optional<IEnumerable<Color>> SectionColors = default,
        Optional<Color> SectionOutlineColor = default,
        Optional<double> SectionOutlineWidth = default,
        Optional<IEnumerable<double>> SectionOutlineMultiWidth = default,
        Optional<StyleParam.TextInfo> TextInfo = default,
        Optional<StyleParam.Direction> Direction = default,
        Optional<double> Hole = default,
        Optional<double> Rotation = default,
        Optional<bool> Sort = default,
        Optional<bool> UseDefaults = default)
        where ValuesType : IConvertible
        where LabelsType : IConvertible
        where TextType : IConvertible
    {
        return TraceBuilder.Sectors(values, Labels)
            .Put<double>("hole", 0.4)
            .Named(Name, ShowLegend, Opacity)
            .ForEach("marker.opacity", "MultiOpacity", MultiOpacity)
            .Texts(Text, MultiText)
            .TextPlaces(TextPosition, MultiTextPosition)
            .ForEach("marker.colors", "SectionColors", SectionColors)
            .Put("marker.line.color", SectionOutlineColor)
            .Put("marker.line.width", SectionOutlineWidth)
            .ForEach("marker.line.width", "SectionOutlineMultiWidth", SectionOutlineMultiWidth)
            .Put("pull", Pull)
            .ForEach("pull", "MultiPull", MultiPull)
            .Put("textinfo", TextInfo)
            .Put("direction", Direction)
            .Put("hole", Hole)
            .Put("rotation", Rotation)
            .Put("sort", Sort)
            .ToChart(UseDefaults);
    }
}
