using System.Globalization;
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

    /// <summary>Script-safe and compact: &lt; never stands bare.</summary>
    public static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.Default };

    /// <summary>A name that depends on the content alone, so that equal figures give equal bytes.</summary>
    public static string IdOf(string content)
    {
        return "chart-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..16];
    }

    /// <summary>One number, word or date; what is not a finite number becomes null.</summary>
    public static JsonNode? Value<T>(T value)
    {
        return value switch
        {
            null => null,
            double number => double.IsFinite(number) ? JsonValue.Create(Math.Round(number, 12)) : null,
            float number => float.IsFinite(number) ? JsonValue.Create(number) : null,
            decimal number => JsonValue.Create(number),
            bool flag => JsonValue.Create(flag),
            sbyte or byte or short or ushort or int or uint or long => JsonValue.Create(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
            _ => JsonValue.Create(Convert.ToString(value, CultureInfo.InvariantCulture)),
        };
    }

    public static JsonArray Values<T>(IEnumerable<T> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new JsonArray([.. values.Select(Value)]);
    }

    /// <summary>Rows of equal length.</summary>
    public static JsonArray Table<T>(IEnumerable<IEnumerable<T>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var table = new JsonArray();
        foreach (var row in rows)
        {
            var values = Values(row);
            if (table.Count > 0 && table[0]!.AsArray().Count != values.Count)
                throw new ArgumentException($"row {table.Count} has {values.Count} values, row 0 has {table[0]!.AsArray().Count}: rows must be equally long");
            table.Add(values);
        }
        return table;
    }
}
