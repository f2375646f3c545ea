using System.Buffers;
using System.Collections;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plotly.NET;

/// <summary>Values as plotly.js reads them.</summary>
internal static class FigureJson
{
    // plotly.js 4 otherwise shows a button that sends the chart to a server.
    public const string Config = "{\"responsive\":true,\"showSendToCloud\":false}";

    /// <summary>The most values one argument may hold; a browser cannot draw more in bearable time.</summary>
    public const int MostValues = 1_000_000;

    /// <summary>Script-safe and compact: &lt; never stands bare.</summary>
    public static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.Default };

    /// <summary>A name that depends on the content alone, so that equal figures give equal bytes.</summary>
    public static string IdOf(string content)
    {
        return "chart-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..16];
    }

    /// <summary>One number, word, date or figure value, or an array of them.</summary>
    public static JsonNode? Value<T>(T value)
    {
        return value switch
        {
            null => null,
            JsonNode node => node.DeepClone(),
            IFigureValue word => word.ToNode(),
            string text => JsonValue.Create(text),
            IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(Value)]),
            _ => Written(writer => FigureNumbers.Write(writer, value)),
        };
    }

    /// <summary>A flat series.</summary>
    /// <param name="values">Any number of values, none included.</param>
    /// <param name="name">The argument's name, for messages.</param>
    /// <exception cref="ArgumentException">More than <see cref="MostValues"/>; the rest is not read.</exception>
    public static Series Values<T>(IEnumerable<T> values, string name)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        var count = 0;
        var node = Written(writer => count = WriteRow(writer, values, name, MostValues));
        return new Series(node!, count);
    }

    /// <summary>Rows of equal length.</summary>
    /// <param name="rows">One row or more, each of one value or more.</param>
    /// <param name="name">The argument's name, for messages.</param>
    /// <exception cref="ArgumentException">No values, rows of different length, or more than <see cref="MostValues"/> values.</exception>
    public static FigureTable Table<T>(IEnumerable<IEnumerable<T>> rows, string name)
    {
        ArgumentNullException.ThrowIfNull(rows, name);
        var (count, width, left) = (0, 0, MostValues);
        var node = Written(writer =>
        {
            writer.WriteStartArray();
            foreach (var row in rows)
            {
                if (row is null)
                    throw new ArgumentException($"row {count} of {name} is null");
                var length = WriteRow(writer, row, name, left);
                if (count > 0 && length != width)
                    throw new ArgumentException($"row {count} of {name} has {length} values, row 0 has {width}: rows must be equally long");
                (count, width, left) = (count + 1, length, left - length);
            }
            writer.WriteEndArray();
        });
        if (width == 0)
            throw new ArgumentException($"{name} has {count} rows of 0 values: there is nothing to draw");
        return new FigureTable(node!, count, width);
    }

    private static int WriteRow<T>(Utf8JsonWriter writer, IEnumerable<T> values, string name, int most)
    {
        var count = 0;
        writer.WriteStartArray();
        foreach (var value in values)
        {
            if (++count > most)
                throw new ArgumentException($"{name} has more than {MostValues} values, too many for a browser: keep every tenth, say, or draw a histogram or means");
            FigureNumbers.Write(writer, value);
        }
        writer.WriteEndArray();
        return count;
    }

    // Text first and a node over it: a node for each number would take ten times the memory.
    private static JsonNode? Written(Action<Utf8JsonWriter> write)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { SkipValidation = true }))
            write(writer);
        return JsonNode.Parse(text.WrittenSpan);
    }
}
