using System.Text.Json.Nodes;
using Plotly.NET;
using VisionAttention.Charts;
using VisionAttention.Data;

namespace VisionAttention.Tests.Charts;

/// <summary>Figures as tests read them.</summary>
internal static class Figures
{
    public static JsonNode Figure(this GenericChart chart) => JsonNode.Parse(ChartDisplay.FigureJson(chart))!;

    public static JsonNode Layout(this GenericChart chart) => chart.Figure()["layout"]!;

    public static JsonObject[] Traces(this GenericChart chart, string type) => chart.Figure().Traces(type);

    public static JsonObject[] Traces(this JsonNode figure, string? type = null) =>
        [.. figure["data"]!.AsArray().Select(trace => trace!.AsObject()).Where(trace => type is null || (string?)trace["type"] == type)];

    public static JsonObject[] Named(this JsonNode figure, string name) => [.. figure.Traces().Where(trace => (string?)trace["name"] == name)];

    public static string[] Texts(this JsonNode figure) =>
        [.. figure.Traces().Where(trace => trace["text"] is JsonArray).SelectMany(trace => trace["text"]!.AsArray()).Select(text => (string?)text ?? "")];

    public static double[] Row(this JsonNode? array) => [.. array!.AsArray().Select(number => (double)number!)];

    /// <summary>A table of numbers; an empty cell is NaN.</summary>
    public static double[][] Numbers(this JsonNode table) =>
        [.. table.AsArray().Select(row => row!.AsArray().Select(cell => cell is null ? double.NaN : (double)cell).ToArray())];

    public static byte[] Pixels(this JsonObject imageTrace, out int rows, out int columns, out int channels)
    {
        var address = (string)imageTrace["source"]!;
        Assert.StartsWith("data:image/png;base64,", address, StringComparison.Ordinal);
        var file = Convert.FromBase64String(address[(address.IndexOf(',', StringComparison.Ordinal) + 1)..]);
        channels = file[25] == 2 ? 3 : 1;
        using var picture = PictureDecoder.Decode(file, channels);
        (rows, columns) = (picture.Height, picture.Width);
        return picture.Bytes.ToArray();
    }
}
