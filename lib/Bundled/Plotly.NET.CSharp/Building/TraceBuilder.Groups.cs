namespace Plotly.NET.CSharp;

/// <summary>Arguments that many kinds of trace share.</summary>
internal sealed partial class TraceBuilder
{
    public TraceBuilder Named(Optional<string> name, Optional<bool> showLegend, Optional<double> opacity = default)
    {
        return Put("name", name).Put("showlegend", showLegend).Put("opacity", opacity);
    }

    public TraceBuilder Texts<TextType>(Optional<TextType> text, Optional<IEnumerable<TextType>> multiText)
    {
        return Put("text", text).ForEach("text", "MultiText", multiText);
    }

    public TraceBuilder TextPlaces(Optional<StyleParam.TextPosition> position, Optional<IEnumerable<StyleParam.TextPosition>> multiPosition)
    {
        return Put("textposition", position).ForEach("textposition", "MultiTextPosition", multiPosition);
    }

    public TraceBuilder Marked(Optional<Color> color, Optional<StyleParam.Colorscale> colorScale = default, Optional<IEnumerable<double>> multiOpacity = default)
    {
        return Put("marker.color", color).Put("marker.colorscale", colorScale).ForEach("marker.opacity", "MultiOpacity", multiOpacity);
    }

    public TraceBuilder Symbols<T>(Optional<T> symbol, Optional<IEnumerable<T>> multiSymbol)
    {
        return Put("marker.symbol", symbol).ForEach("marker.symbol", "MultiMarkerSymbol", multiSymbol);
    }

    public TraceBuilder Lined(
        Optional<Color> color, Optional<StyleParam.Colorscale> colorScale, Optional<double> width, Optional<StyleParam.DrawingStyle> dash, string member = "line")
    {
        return Put($"{member}.color", color).Put($"{member}.colorscale", colorScale).Put($"{member}.width", width).Put($"{member}.dash", dash);
    }

    public TraceBuilder Stacked(Optional<string> group, Optional<StyleParam.Orientation> orientation, Optional<StyleParam.GroupNorm> norm)
    {
        return Put("stackgroup", group).Put("orientation", orientation).Put("groupnorm", norm);
    }

    /// <summary>The colours of a table.</summary>
    public TraceBuilder Coloured(Optional<StyleParam.Colorscale> colorScale, Optional<bool> showScale, Optional<bool> reverseScale = default)
    {
        return Put("colorscale", colorScale).Put("showscale", showScale).Put("reversescale", reverseScale);
    }

    /// <summary>Row 0 at the top.</summary>
    public TraceBuilder Reversed(Optional<bool> reverseYAxis)
    {
        if (reverseYAxis.OrElse(false))
            Layout.Set("yaxis.autorange", "reversed");
        return this;
    }

    /// <summary>Bars along one axis, at keys where there are any.</summary>
    public static TraceBuilder Bars<ValuesType, KeysType>(
        bool upright, bool stacked, IEnumerable<ValuesType> values, Optional<IEnumerable<KeysType>> keys)
    {
        var trace = new TraceBuilder("bar").Values(upright ? "y" : "x", values, "values");
        trace.Json["orientation"] = upright ? "v" : "h";
        if (keys.IsSome)
            trace.Values(upright ? "x" : "y", keys.Value, "Keys", mustMatch: "values");
        if (stacked)
            trace.Layout["barmode"] = "stack";
        return trace;
    }

    public TraceBuilder Patterned(Optional<StyleParam.PatternShape> shape, Optional<IEnumerable<StyleParam.PatternShape>> multiShape)
    {
        return Put("marker.pattern.shape", shape).ForEach("marker.pattern.shape", "MultiMarkerPatternShape", multiShape);
    }

    /// <summary>Samples along x, along y, or both.</summary>
    public static TraceBuilder Samples<XType, YType>(string type, Optional<IEnumerable<XType>> x, Optional<IEnumerable<YType>> y)
    {
        if (!x.IsSome && !y.IsSome)
            throw new ArgumentException($"a {type} needs X or Y: neither is given");
        var trace = new TraceBuilder(type);
        if (x.IsSome)
            trace.Values("x", x.Value, "X");
        if (y.IsSome)
            trace.Values("y", y.Value, "Y", mustMatch: x.IsSome ? "X" : null);
        return trace;
    }

    public static TraceBuilder Sectors<ValuesType, LabelsType>(IEnumerable<ValuesType> values, Optional<IEnumerable<LabelsType>> labels)
    {
        var trace = new TraceBuilder("pie").Values("values", values);
        return labels.IsSome ? trace.Values("labels", labels.Value, "Labels", mustMatch: "values") : trace;
    }
}
