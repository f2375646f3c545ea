using System.Text.Json.Nodes;
using Plotly.NET;
using VisionAttention.Charts;

namespace VisionAttention.Tests.Charts;

/// <summary>A chart's figure, to be asked for its parts.</summary>
internal sealed class Figure(GenericChart chart)
{
    private readonly JsonNode _json = JsonNode.Parse(ChartDisplay.FigureJson(chart))!;

    public JsonNode Layout => _json["layout"]!;

    public IReadOnlyList<JsonNode> Traces => [.. _json["data"]!.AsArray().Select(trace => trace!)];

    public IReadOnlyList<JsonNode> Named(string name) => [.. Traces.Where(trace => (string?)trace["name"] == name)];

    public IReadOnlyList<string> Texts => [.. Traces.Where(trace => trace["text"] is JsonArray).SelectMany(trace => trace["text"]!.AsArray()).Select(text => (string?)text ?? "")];

    public static double[] Numbers(JsonNode? array) => [.. array!.AsArray().Select(number => (double)number!)];

    /// <summary>The one line of an error.</summary>
    public static string Refusal(Func<object?> call)
    {
        var message = Assert.Throws<ArgumentException>(call).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
