using System.Text.Json.Nodes;
using VisionAttention.Kernel.Wire;

namespace VisionAttention.Kernel.Session;

/// <summary>What was run in this session.</summary>
internal sealed class History
{
    private readonly List<(int Number, string Input, string? Output)> _entries = [];

    internal void Add(int number, string input) => _entries.Add((number, input, null));

    internal void SetOutput(int number, string output)
    {
        if (_entries.Count > 0 && _entries[^1].Number == number)
        {
            _entries[^1] = _entries[^1] with { Output = output };
        }
    }

    internal JsonObject Answer(Request request)
    {
        IEnumerable<(int Number, string Input, string? Output)> chosen = _entries;
        switch (request.Text("hist_access_type"))
        {
            case "range":
                var (start, stop) = (request.Number("start"), request.Number("stop"));
                chosen = chosen.Where(entry => entry.Number >= start && (stop == 0 || entry.Number < stop));
                break;
            case "search":
                var pattern = request.Text("pattern");
                chosen = chosen.Where(entry => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, entry.Input, ignoreCase: false));
                goto default;
            default:
                var count = request.Number("n");
                chosen = count > 0 ? chosen.TakeLast(count) : chosen;
                break;
        }

        var withOutput = request.Flag("output", whenMissing: false);
        var rows = chosen.Select(entry => (JsonNode)new JsonArray(
            0, entry.Number, withOutput ? new JsonArray(entry.Input, entry.Output) : JsonValue.Create(entry.Input)));
        return new JsonObject { ["status"] = "ok", ["history"] = new JsonArray([.. rows]) };
    }
}
