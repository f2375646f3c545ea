namespace Plotly.NET.CSharp;

public static partial class GenericChartExtensions
{
    /// <summary>Styles an x axis.</summary>
    /// <param name="gChart">The chart.</param>
    /// <param name="TitleText">The axis title, with its unit.</param>
    /// <param name="TitleStandoff">Pixels between the title and the ticks.</param>
    /// <param name="Color">Of the line, the ticks and the texts.</param>
    /// <param name="AxisType">Linear, logarithmic, words or dates.</param>
    /// <param name="MinMax">The range shown; powers of ten on a logarithmic axis.</param>
    /// <param name="Mirror">Whether the line shows on the other side too.</param>
    /// <param name="ShowSpikes">Whether a line leads from the pointer to the axis.</param>
    /// <param name="SpikeColor">Colour of that line.</param>
    /// <param name="SpikeThickness">Its width in pixels.</param>
    /// <param name="ShowLine">Whether the axis line shows.</param>
    /// <param name="LineColor">Colour of the axis line.</param>
    /// <param name="ShowGrid">Whether grid lines show.</param>
    /// <param name="GridColor">Colour of the grid lines.</param>
    /// <param name="ZeroLine">Whether a line marks 0.</param>
    /// <param name="ZeroLineColor">Colour of that line.</param>
    /// <param name="Anchor">The axis it stands on.</param>
    /// <param name="Side">On which side it lies.</param>
    /// <param name="Overlaying">The axis it shares its place with.</param>
    /// <param name="Domain">From where to where it reaches, shares of the figure.</param>
    /// <param name="Position">Where it lies, share of the figure, without an anchor.</param>
    /// <param name="CategoryOrder">The order of words.</param>
    /// <param name="CategoryArray">The words in order.</param>
    /// <param name="BackgroundColor">Of the wall behind it, in three dimensions.</param>
    /// <param name="ShowBackground">Whether that wall shows.</param>
    /// <param name="Id">Which axis, or which scene; the first where left out.</param>
    public static GenericChart WithXAxisStyle<MinType, MaxType, CategoryArrayType>(
        this GenericChart gChart,
        Optional<string> TitleText = default,
        Optional<int> TitleStandoff = default,
        Optional<Color> Color = default,
        Optional<StyleParam.AxisType> AxisType = default,
        Optional<Tuple<MinType, MaxType>> MinMax = default,
        Optional<StyleParam.Mirror> Mirror = default,
        Optional<bool> ShowSpikes = default,
        Optional<Color> SpikeColor = default,
        Optional<int> SpikeThickness = default,
        Optional<bool> ShowLine = default,
        Optional<Color> LineColor = default,
        Optional<bool> ShowGrid = default,
        Optional<Color> GridColor = default,
        Optional<bool> ZeroLine = default,
        Optional<Color> ZeroLineColor = default,
        Optional<StyleParam.LinearAxisId> Anchor = default,
        Optional<StyleParam.Side> Side = default,
        Optional<StyleParam.LinearAxisId> Overlaying = default,
        Optional<Tuple<double, double>> Domain = default,
        Optional<double> Position = default,
        Optional<StyleParam.CategoryOrder> CategoryOrder = default,
        Optional<IEnumerable<CategoryArrayType>> CategoryArray = default,
        Optional<Color> BackgroundColor = default,
        Optional<bool> ShowBackground = default,
        Optional<StyleParam.SubPlotId> Id = default)
        where MinType : IConvertible
        where MaxType : IConvertible
        where CategoryArrayType : IConvertible
    {
        var chart = Copied(gChart);
        var axis = AxisOf(chart, "xaxis", Id);
        axis.Put("title.text", TitleText);
        axis.Put("title.standoff", TitleStandoff);
        axis.Put("color", Color);
        axis.Put("type", AxisType);
        axis.Put("mirror", Mirror);
        axis.Put("showspikes", ShowSpikes);
        axis.Put("spikecolor", SpikeColor);
        axis.Put("spikethickness", SpikeThickness);
        axis.Put("showline", ShowLine);
        axis.Put("linecolor", LineColor);
        axis.Put("showgrid", ShowGrid);
        axis.Put("gridcolor", GridColor);
        axis.Put("zeroline", ZeroLine);
        axis.Put("zerolinecolor", ZeroLineColor);
        axis.Put("anchor", Anchor);
        axis.Put("side", Side);
        axis.Put("overlaying", Overlaying);
        axis.Put("position", Position);
        axis.Put("categoryorder", CategoryOrder);
        axis.Put("categoryarray", CategoryArray);
        axis.Put("backgroundcolor", BackgroundColor);
        axis.Put("showbackground", ShowBackground);
        PutRange(axis, MinMax);
        PutDomain(axis, Domain);
        return chart;
    }
}
