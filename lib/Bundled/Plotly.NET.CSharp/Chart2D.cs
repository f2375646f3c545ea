using System.Text.Json.Nodes;

namespace Plotly.NET.CSharp;

/// <summary>Makes charts.</summary>
public static partial class Chart
{
    /// <summary>Points joined by a line.</summary>
    /// <param name="x">Places on the x axis.</param>
    /// <param name="y">Values, as many as <paramref name="x"/>.</param>
    /// <param name="ShowMarkers">Whether the points show.</param>
    /// <param name="Name">In the legend.</param>
    /// <param name="ShowLegend">Whether the legend lists it.</param>
    /// <param name="Opacity">0 to 1.</param>
    /// <param name="MultiText">A text for each point.</param>
    /// <param name="MarkerColor">Colour of the points.</param>
    /// <param name="LineColor">Colour of the line.</param>
    /// <param name="LineWidth">In pixels.</param>
    /// <param name="LineDash">Solid, dashed or dotted.</param>
    public static GenericChart Line<XType, YType, TextType>(
        IEnumerable<XType> x,
        IEnumerable<YType> y,
        Optional<bool> ShowMarkers = default,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<Color> MarkerColor = default,
        Optional<Color> LineColor = default,
        Optional<double> LineWidth = default,
        Optional<StyleParam.DrawingStyle> LineDash = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible
    {
        var trace = Scatter(x, y, ShowMarkers is { IsSome: true, Value: true } ? "lines+markers" : "lines", Name, ShowLegend, Opacity, MultiText, MarkerColor);
        var line = trace.Part("line");
        line.PutColor("color", LineColor);
        line.Put("width", LineWidth);
        if (LineDash.IsSome)
            line["dash"] = LineDash.Value.Name;
        return Of(trace);
    }

    /// <summary>Points.</summary>
    /// <param name="x">Places on the x axis.</param>
    /// <param name="y">Values, as many as <paramref name="x"/>.</param>
    /// <param name="Name">In the legend.</param>
    /// <param name="ShowLegend">Whether the legend lists it.</param>
    /// <param name="Opacity">0 to 1.</param>
    /// <param name="MultiText">A text for each point.</param>
    /// <param name="MarkerColor">Colour of the points.</param>
    public static GenericChart Point<XType, YType, TextType>(
        IEnumerable<XType> x,
        IEnumerable<YType> y,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<Color> MarkerColor = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible
    {
        return Of(Scatter(x, y, "markers", Name, ShowLegend, Opacity, MultiText, MarkerColor));
    }

    /// <summary>A table of numbers as colours.</summary>
    /// <param name="zData">Rows of equal length.</param>
    /// <param name="Name">In the legend.</param>
    /// <param name="ShowLegend">Whether the legend lists it.</param>
    /// <param name="Opacity">0 to 1.</param>
    /// <param name="X">Names of the columns.</param>
    /// <param name="XGap">Pixels between columns.</param>
    /// <param name="Y">Names of the rows.</param>
    /// <param name="YGap">Pixels between rows.</param>
    /// <param name="ColorScale">How values become colours.</param>
    /// <param name="ShowScale">Whether the colour bar shows.</param>
    /// <param name="ReverseScale">Turns the colours round.</param>
    /// <param name="Transpose">Exchanges rows and columns.</param>
    /// <param name="ReverseYAxis">Puts row 0 at the top.</param>
    public static GenericChart Heatmap<ZType, XType, YType, TextType>(
        IEnumerable<IEnumerable<ZType>> zData,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<IEnumerable<XType>> X = default,
        Optional<int> XGap = default,
        Optional<IEnumerable<YType>> Y = default,
        Optional<int> YGap = default,
        Optional<StyleParam.Colorscale> ColorScale = default,
        Optional<bool> ShowScale = default,
        Optional<bool> ReverseScale = default,
        Optional<bool> Transpose = default,
        Optional<bool> ReverseYAxis = default)
        where ZType : IConvertible
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible
    {
        var trace = new JsonObject { ["type"] = "heatmap", ["z"] = FigureJson.Table(zData) };
        trace.Put("name", Name);
        trace.Put("showlegend", ShowLegend);
        trace.Put("opacity", Opacity);
        trace.PutValues("x", X);
        trace.Put("xgap", XGap);
        trace.PutValues("y", Y);
        trace.Put("ygap", YGap);
        trace.PutColorScale(ColorScale);
        trace.Put("showscale", ShowScale);
        trace.Put("reversescale", ReverseScale);
        trace.Put("transpose", Transpose);
        var chart = Of(trace);
        if (ReverseYAxis is { IsSome: true, Value: true })
            chart.Layout.Part("yaxis")["autorange"] = "reversed";
        return chart;
    }

    /// <summary>A heat map with a text in every cell.</summary>
    /// <param name="zData">Rows of equal length.</param>
    /// <param name="annotationText">A text for each cell.</param>
    /// <param name="Name">In the legend.</param>
    /// <param name="X">Names of the columns.</param>
    /// <param name="Y">Names of the rows.</param>
    /// <param name="ColorScale">How values become colours.</param>
    /// <param name="ShowScale">Whether the colour bar shows.</param>
    /// <param name="ReverseScale">Turns the colours round.</param>
    /// <param name="ReverseYAxis">Puts row 0 at the top.</param>
    public static GenericChart AnnotatedHeatmap<ZType, XType, YType, TextType>(
        IEnumerable<IEnumerable<ZType>> zData,
        IEnumerable<IEnumerable<string>> annotationText,
        Optional<string> Name = default,
        Optional<IEnumerable<XType>> X = default,
        Optional<IEnumerable<YType>> Y = default,
        Optional<StyleParam.Colorscale> ColorScale = default,
        Optional<bool> ShowScale = default,
        Optional<bool> ReverseScale = default,
        Optional<bool> ReverseYAxis = default)
        where ZType : IConvertible
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible
    {
        var chart = Heatmap<ZType, XType, YType, TextType>(
            zData, Name: Name, X: X, Y: Y, ColorScale: ColorScale, ShowScale: ShowScale, ReverseScale: ReverseScale, ReverseYAxis: ReverseYAxis);
        var trace = chart.Traces[0]!.AsObject();
        var texts = FigureJson.Table(annotationText);
        var rows = trace["z"]!.AsArray();
        if (texts.Count != rows.Count || (texts.Count > 0 && texts[0]!.AsArray().Count != rows[0]!.AsArray().Count))
            throw new ArgumentException($"annotationText has {texts.Count} rows, zData has {rows.Count}: they must have the same shape");
        trace["text"] = texts;
        trace["texttemplate"] = "%{text}";
        return chart;
    }

    private static JsonObject Scatter<XType, YType, TextType>(
        IEnumerable<XType> x,
        IEnumerable<YType> y,
        string mode,
        Optional<string> name,
        Optional<bool> showLegend,
        Optional<double> opacity,
        Optional<IEnumerable<TextType>> texts,
        Optional<Color> markerColor)
    {
        var (places, values) = (FigureJson.Values(x), FigureJson.Values(y));
        if (places.Count != values.Count)
            throw new ArgumentException($"x has {places.Count} values, y has {values.Count}: each point needs both");
        var trace = new JsonObject { ["type"] = "scatter", ["mode"] = mode, ["x"] = places, ["y"] = values };
        trace.Put("name", name);
        trace.Put("showlegend", showLegend);
        trace.Put("opacity", opacity);
        trace.PutValues("text", texts);
        if (markerColor.IsSome)
            trace.Part("marker").PutColor("color", markerColor);
        return trace;
    }

    private static GenericChart Of(JsonObject trace)
    {
        return new GenericChart(new JsonArray(trace), new JsonObject { ["width"] = 600, ["height"] = 600, ["template"] = Template() });
    }

    // The look of Plotly.NET's default: a white ground and dark axes.
    private static JsonObject Template()
    {
        var axis = new JsonObject { ["showline"] = true, ["zeroline"] = false, ["ticks"] = "outside", ["automargin"] = true };
        return new JsonObject
        {
            ["layout"] = new JsonObject
            {
                ["paper_bgcolor"] = "white", ["plot_bgcolor"] = "white", ["margin"] = new JsonObject { ["t"] = 50 }, ["xaxis"] = axis, ["yaxis"] = axis.DeepClone(),
            },
        };
    }
}
