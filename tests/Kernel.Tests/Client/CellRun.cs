using System.Text.Json.Nodes;

namespace Kernel.Tests.Client;

/// <summary>What one cell answered and broadcast.</summary>
public sealed record CellRun(Received Reply, IReadOnlyList<Received> Broadcasts)
{
    /// <summary>What came meanwhile for other cells.</summary>
    public IReadOnlyList<Received> Others { get; init; } = [];

    public string Status => (string)Reply.Content["status"]!;

    public string Stream(string name) => string.Concat(
        Broadcasts.Where(message => message.Type == "stream" && (string?)message.Content["name"] == name).Select(static message => (string?)message.Content["text"]));

    public List<JsonObject> All(string type) => [.. Broadcasts.Where(message => message.Type == type).Select(static message => message.Content)];

    public JsonObject Data(string type) => (JsonObject)Assert.Single(All(type))["data"]!;

    public string ResultText => (string)Data("execute_result")["text/plain"]!;

    public string Traceback => string.Join('\n', ((JsonArray)Assert.Single(All("error"))["traceback"]!).Select(static line => (string?)line));
}
