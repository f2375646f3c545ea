using System.Text.Json.Nodes;
using VisionAttention.Charts;
using VisionAttention.Data;

namespace VisionAttention.Tests.Charts;

/// <summary>Figures as tests read them.</summary>
internal static class Figures
{
    public static JsonNode Figure(this global::Plotly.NET.GenericChart chart) => JsonNode.Parse(ChartDisplay.FigureJson(chart))!;

    public static JsonObject[] Traces(this JsonNode figure, string type) =>
        [.. figure["data"]!.AsArray().Select(trace => trace!.AsObject()).Where(trace => (string?)trace["type"] == type)];

    /// <summary>A table of numbers; an empty cell is NaN.</summary>
    public static double[][] Numbers(this JsonNode table) =>
        [.. table.AsArray().Select(row => row!.AsArray().Select(cell => cell is null ? double.NaN : (double)cell).ToArray())];

    public static string Message(Action draw) => Assert.ThrowsAny<ArgumentException>(draw).Message;

    /// <summary>The pixels of a picture, row by row.</summary>
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
