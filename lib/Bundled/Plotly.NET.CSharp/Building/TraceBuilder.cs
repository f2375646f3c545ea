using System.Text.Json.Nodes;

namespace Plotly.NET.CSharp;

/// <summary>One trace in the making; members that take arguments return the builder.</summary>
internal sealed partial class TraceBuilder
{
    private const int DefaultPixels = 600;

    public TraceBuilder(string type)
    {
        Json = new JsonObject { ["type"] = type };
    }

    public JsonObject Json { get; }

    /// <summary>Members of the layout that the trace needs.</summary>
    public JsonObject Layout { get; } = [];

    /// <summary>The number of points, sectors or rows.</summary>
    public int Count { get; private set; }

    public static TraceBuilder Points<XType, YType>(string mode, IEnumerable<XType> x, IEnumerable<YType> y, Optional<bool> useWebGL)
    {
        var trace = new TraceBuilder(useWebGL.OrElse(false) ? "scattergl" : "scatter");
        trace.Json["mode"] = mode;
        return trace.Values("x", x).Values("y", y, mustMatch: "x");
    }

    public static TraceBuilder Table<ZType>(string type, IEnumerable<IEnumerable<ZType>> zData)
    {
        var trace = new TraceBuilder(type);
        var table = FigureJson.Table(zData, "zData");
        trace.Json["z"] = table.Node;
        (trace.Rows, trace.Columns) = (table.Rows, table.Columns);
        return trace;
    }

    public int Rows { get; private set; }

    public int Columns { get; private set; }

    /// <summary>A series; with <paramref name="mustMatch"/> as long as the one before.</summary>
    public TraceBuilder Values<T>(string member, IEnumerable<T> values, string? argument = null, string? mustMatch = null)
    {
        var series = FigureJson.Values(values, argument ?? member);
        if (mustMatch is not null && series.Count != Count)
            throw new ArgumentException($"{mustMatch} has {Count} values, {argument ?? member} has {series.Count}: each point needs both");
        Count = series.Count;
        Json[member] = series.Node;
        return this;
    }

    /// <summary>A series of as many values as there are points.</summary>
    public TraceBuilder ForEach<T>(string path, string argument, Optional<IEnumerable<T>> values)
    {
        if (!values.IsSome)
            return this;
        JsonNode?[] nodes = [.. values.Value.Select(FigureJson.Value)];
        if (nodes.Length != Count)
            throw new ArgumentException($"{argument} has {nodes.Length} values for {Count} points: each point needs one");
        Json.Set(path, new JsonArray(nodes));
        return this;
    }

    /// <summary>Places along an axis of a table.</summary>
    /// <param name="member">x or y.</param>
    /// <param name="places">The places; a heat map may name the edges of its cells, one more than there are cells.</param>
    /// <param name="cells">Columns or rows of the table.</param>
    /// <param name="edges">Whether edges may be named.</param>
    public TraceBuilder Places<T>(string member, Optional<IEnumerable<T>> places, int cells, bool edges = false)
    {
        if (!places.IsSome)
            return this;
        var argument = member.ToUpperInvariant();
        var series = FigureJson.Values(places.Value, argument);
        if (series.Count != cells && !(edges && series.Count == cells + 1))
            throw new ArgumentException($"{argument} has {series.Count} places, zData has {cells} {(member == "x" ? "columns" : "rows")}: each needs one");
        Json[member] = series.Node;
        return this;
    }

    public TraceBuilder Put<T>(string path, Optional<T> argument)
    {
        Json.Put(path, argument);
        return this;
    }

    /// <summary>The chart of this trace.</summary>
    /// <param name="useDefaults">Whether it gets the usual size and look; left out means yes.</param>
    public GenericChart ToChart(Optional<bool> useDefaults)
    {
        JsonObject layout = useDefaults.OrElse(true)
            ? new() { ["width"] = DefaultPixels, ["height"] = DefaultPixels, ["template"] = Template() }
            : [];
        layout.Merge(Layout);
        return new GenericChart(new JsonArray(Json), layout);
    }

    /// <summary>The look of Plotly.NET's default: a white ground and dark axes.</summary>
    public static JsonObject Template()
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
