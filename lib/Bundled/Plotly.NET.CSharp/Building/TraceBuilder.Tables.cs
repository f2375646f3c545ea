using System.Text.Json.Nodes;

namespace Plotly.NET.CSharp;

/// <summary>Tables with axes, and pictures.</summary>
internal sealed partial class TraceBuilder
{
    public static TraceBuilder Heat<ZType, XType, YType>(
        IEnumerable<IEnumerable<ZType>> zData, Optional<IEnumerable<XType>> x, Optional<IEnumerable<YType>> y, Optional<bool> transpose)
    {
        var trace = Table("heatmap", zData);
        var (across, down) = transpose.OrElse(false) ? (trace.Rows, trace.Columns) : (trace.Columns, trace.Rows);
        return trace.Places("x", x, across, edges: true).Places("y", y, down, edges: true);
    }

    public static TraceBuilder Picture(Optional<IEnumerable<IEnumerable<IEnumerable<int>>>> z, Optional<string> source)
    {
        if (z.IsSome == source.IsSome)
            throw new ArgumentException($"an image needs Z or Source: {(z.IsSome ? "both are" : "neither is")} given");
        var trace = new TraceBuilder("image").Put("source", source);
        if (z.IsSome)
            trace.Json["z"] = Pixels(z.Value);
        return trace;
    }

    private static JsonArray Pixels(IEnumerable<IEnumerable<IEnumerable<int>>> rows)
    {
        var (picture, width, parts, left) = (new JsonArray(), 0, 0, FigureJson.MostValues);
        foreach (var row in rows)
        {
            var (table, length, depth) = FigureJson.Table(row, $"row {picture.Count} of Z");
            if (depth is not (3 or 4))
                throw new ArgumentException($"a pixel of Z has {depth} numbers: it must have three, or four with opacity");
            if (picture.Count > 0 && (length != width || depth != parts))
                throw new ArgumentException($"row {picture.Count} of Z has {length} pixels of {depth} numbers, row 0 has {width} of {parts}: rows must be alike");
            (width, parts, left) = (length, depth, left - length * depth);
            if (left < 0)
                throw new ArgumentException($"Z has more than {FigureJson.MostValues} numbers, too many for a browser: draw a smaller picture");
            picture.Add(table);
        }
        return picture.Count > 0 ? picture : throw new ArgumentException("Z has 0 rows: there is nothing to draw");
    }
}
