using System.IO.Compression;
using System.Text.Json.Nodes;
using VisionAttention.Charts;

namespace VisionAttention.Tests.Charts;

/// <summary>Figures as tests read them.</summary>
internal static class Figures
{
    public static JsonNode Figure(this global::Plotly.NET.GenericChart chart)
    {
        return JsonNode.Parse(ChartDisplay.FigureJson(chart))!;
    }

    public static JsonObject[] Traces(this JsonNode figure, string type)
    {
        return [.. figure["data"]!.AsArray().Select(trace => trace!.AsObject()).Where(trace => (string?)trace["type"] == type)];
    }

    /// <summary>A table of numbers; an empty cell is NaN.</summary>
    public static double[][] Numbers(this JsonNode table)
    {
        return [.. table.AsArray().Select(row => row!.AsArray().Select(cell => cell is null ? double.NaN : (double)cell).ToArray())];
    }

    public static string Message(Action draw)
    {
        return Assert.ThrowsAny<ArgumentException>(draw).Message;
    }

    /// <summary>The pixels of a picture, row by row: the bytes of a PNG whose rows hold differences to the left.</summary>
    public static byte[] Pixels(this JsonObject imageTrace, out int rows, out int columns, out int channels)
    {
        var address = (string)imageTrace["source"]!;
        Assert.StartsWith("data:image/png;base64,", address, StringComparison.Ordinal);
        var file = Convert.FromBase64String(address[(address.IndexOf(',', StringComparison.Ordinal) + 1)..]);
        (columns, rows, channels) = (file[18] << 8 | file[19], file[22] << 8 | file[23], file[25] == 2 ? 3 : 1);
        var length = file[33] << 24 | file[34] << 16 | file[35] << 8 | file[36];
        using var unpacked = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(file, 41, length), CompressionMode.Decompress))
            zlib.CopyTo(unpacked);
        var lines = unpacked.ToArray();
        var width = columns * channels;
        var pixels = new byte[rows * width];
        for (var index = 0; index < pixels.Length; index++)
        {
            var column = index % width;
            pixels[index] = (byte)(lines[index / width * (width + 1) + 1 + column] + (column < channels ? 0 : pixels[index - channels]));
        }
        return pixels;
    }
}
