namespace Plotly.NET.CSharp;

public static partial class GenericChartExtensions
{
    /// <summary>Styles the legend.</summary>
    /// <param name="gChart">The chart.</param>
    /// <param name="BGColor">Colour behind it.</param>
    /// <param name="BorderColor">Colour of its border.</param>
    /// <param name="BorderWidth">In pixels.</param>
    /// <param name="EntryWidth">Of each entry, in the unit below.</param>
    /// <param name="EntryWidthMode">The unit of the entry width.</param>
    /// <param name="GroupClick">What a click on a group does.</param>
    /// <param name="ItemClick">What a click on an entry does.</param>
    /// <param name="ItemDoubleClick">What a double click on an entry does.</param>
    /// <param name="ItemSizing">The size of the marks.</param>
    /// <param name="ItemWidth">Of each mark, in pixels.</param>
    /// <param name="Orientation">Below or beside each other.</param>
    /// <param name="TraceGroupGap">Pixels between groups.</param>
    /// <param name="TraceOrder">The order of the entries.</param>
    /// <param name="UIRevision">What changed by hand stays while this stays.</param>
    /// <param name="VerticalAlign">Where a mark lies beside its text.</param>
    /// <param name="X">Place, share of the figure.</param>
    /// <param name="XAnchor">Which part of the legend lies there.</param>
    /// <param name="Y">Place, share of the figure.</param>
    /// <param name="YAnchor">Which part of the legend lies there.</param>
    public static GenericChart WithLegendStyle(
        this GenericChart gChart,
        Optional<Color> BGColor = default,
        Optional<Color> BorderColor = default,
        Optional<double> BorderWidth = default,
        Optional<double> EntryWidth = default,
        Optional<StyleParam.EntryWidthMode> EntryWidthMode = default,
        Optional<StyleParam.TraceGroupClickOptions> GroupClick = default,
        Optional<StyleParam.TraceItemClickOptions> ItemClick = default,
        Optional<StyleParam.TraceItemClickOptions> ItemDoubleClick = default,
        Optional<StyleParam.TraceItemSizing> ItemSizing = default,
        Optional<int> ItemWidth = default,
        Optional<StyleParam.Orientation> Orientation = default,
        Optional<double> TraceGroupGap = default,
        Optional<StyleParam.TraceOrder> TraceOrder = default,
        Optional<string> UIRevision = default,
        Optional<StyleParam.VerticalAlign> VerticalAlign = default,
        Optional<double> X = default,
        Optional<StyleParam.XAnchorPosition> XAnchor = default,
        Optional<double> Y = default,
        Optional<StyleParam.YAnchorPosition> YAnchor = default)
    {
        var chart = Copied(gChart);
        var legend = chart.Layout.Part("legend");
        legend.Put("bgcolor", BGColor);
        legend.Put("bordercolor", BorderColor);
        legend.Put("borderwidth", BorderWidth);
        legend.Put("entrywidth", EntryWidth);
        legend.Put("entrywidthmode", EntryWidthMode);
        legend.Put("groupclick", GroupClick);
        legend.Put("itemclick", ItemClick);
        legend.Put("itemdoubleclick", ItemDoubleClick);
        legend.Put("itemsizing", ItemSizing);
        legend.Put("itemwidth", ItemWidth);
        legend.Put("orientation", Orientation);
        legend.Put("tracegroupgap", TraceGroupGap);
        legend.Put("traceorder", TraceOrder);
        legend.Put("uirevision", UIRevision);
        legend.Put("valign", VerticalAlign);
        legend.Put("x", X);
        legend.Put("xanchor", XAnchor);
        legend.Put("y", Y);
        legend.Put("yanchor", YAnchor);
        return chart;
    }
}
