using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Notebooks;

/// <summary>A lesson's notebook as JSON, with what publishing asks of it.</summary>
internal sealed class NotebookFile
{
    private readonly JsonObject _json;

    private NotebookFile(JsonObject json) => _json = json;

    public IReadOnlyList<JsonObject> Cells => [.. _json["cells"]!.AsArray().OfType<JsonObject>()];

    public IEnumerable<JsonObject> CodeCells => Cells.Where(cell => (string?)cell["cell_type"] == "code");

    /// <summary>The outputs of all cells with the ids of their cells.</summary>
    public IEnumerable<(string Cell, JsonObject Output)> Outputs =>
        CodeCells.SelectMany(cell => (cell["outputs"]?.AsArray() ?? []).OfType<JsonObject>().Select(output => ((string?)cell["id"] ?? "", output)));

    /// <summary>The outputs that hold a chart.</summary>
    public IReadOnlyList<ChartOutput> Charts =>
        [.. Outputs.Where(entry => entry.Output["data"]?[ChartOutput.FigureType] is not null).Select(entry => new ChartOutput(entry.Cell, entry.Output))];

    /// <summary>A name of the code as it is; it changes when a code cell does.</summary>
    public string Code => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Concat(CodeCells.Select(cell => $"{(string?)cell["id"]}\n{TextOf(cell["source"])}\0")))));

    /// <summary>The code that the outputs come from, or null where nobody wrote it down.</summary>
    public string? PublishedCode => (string?)_json["metadata"]?["vision_attention"]?["published"];

    /// <summary>How long the execution took that the outputs come from, kernel start included; 0 where nobody wrote it down.</summary>
    public double Seconds
    {
        get => (double?)_json["metadata"]?["vision_attention"]?["seconds"] ?? 0;
        set => Inside(Inside(_json, "metadata"), "vision_attention")["seconds"] = Math.Round(value, 1);
    }

    public static NotebookFile Read(string path)
    {
        try
        {
            if (JsonNode.Parse(File.ReadAllText(path)) is JsonObject json && json["cells"] is JsonArray)
                return new NotebookFile(json);
        }
        catch (JsonException)
        {
            // Told below.
        }
        throw new KitException($"{path} is no notebook", $"git checkout {path}");
    }

    /// <summary>Takes the outputs of another run of the same cells; the sources stay as they are.</summary>
    public void TakeOutputs(NotebookFile executed)
    {
        var runs = executed.CodeCells.ToDictionary(cell => (string?)cell["id"] ?? "");
        foreach (var cell in CodeCells)
        {
            if (!runs.TryGetValue((string?)cell["id"] ?? "", out var run))
                continue;
            cell["execution_count"] = run["execution_count"]?.DeepClone();
            cell["outputs"] = run["outputs"]?.DeepClone() ?? new JsonArray();
        }
        Inside(Inside(_json, "metadata"), "vision_attention")["published"] = Code;
    }

    /// <summary>Replaces a text in every output, as for folders of this machine.</summary>
    public void ReplaceInOutputs(string text, string replacement)
    {
        foreach (var (_, output) in Outputs)
        {
            foreach (var (holder, name) in new[] { (output, "text"), (output["data"] as JsonObject, "text/plain"), (output["data"] as JsonObject, "text/html") })
            {
                if (holder?[name] is { } value && TextOf(value).Contains(text, StringComparison.Ordinal))
                    holder[name] = Lines(TextOf(value).Replace(text, replacement, StringComparison.Ordinal));
            }
        }
    }

    /// <summary>The file's text.</summary>
    public string Text() => NotebookJson.Write(_json);

    public void Write(string path) => AtomicFile.WriteText(path, Text());

    /// <summary>Bytes an output takes in a file without blanks.</summary>
    public static int Bytes(JsonObject output) => Encoding.UTF8.GetByteCount(NotebookJson.Write(output));

    /// <summary>What stands behind the beginning of a cell's tags: "join" for the tag exercise-join.</summary>
    public static IEnumerable<string> Tagged(JsonObject cell, string beginning) =>
        (cell["metadata"]?["tags"] as JsonArray ?? [])
            .Select(tag => (string?)tag ?? "").Where(tag => tag.StartsWith(beginning, StringComparison.Ordinal)).Select(tag => tag[beginning.Length..]);

    /// <summary>A text however it is stored: whole, or in lines.</summary>
    public static string TextOf(JsonNode? node) => node is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : (string?)node ?? "";

    /// <summary>A text as notebooks store it: in lines that keep their ends.</summary>
    public static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) + 1;
            end = end == 0 ? text.Length : end;
            lines.Add(text[start..end]);
            start = end;
        }
        return lines;
    }

    /// <summary>An object in another one, which is made where it is missing.</summary>
    public static JsonObject Inside(JsonObject holder, string name)
    {
        if (holder[name] is not JsonObject inside)
            holder[name] = inside = [];
        return inside;
    }
}

/// <summary>Writes JSON as Python's notebook tools do, byte for byte: one blank a level, letters of every script as they are.</summary>
internal static class NotebookJson
{
    /// <summary>The text, with a line end at its end.</summary>
    public static string Write(JsonNode? node)
    {
        var text = new StringBuilder();
        Append(text, node, level: 0);
        return text.Append('\n').ToString();
    }

    private static void Append(StringBuilder text, JsonNode? node, int level)
    {
        switch (node)
        {
            case JsonObject members:
                AppendItems(text, '{', '}', members, level, member =>
                {
                    AppendString(text, member.Key);
                    text.Append(": ");
                    Append(text, member.Value, level + 1);
                });
                break;
            case JsonArray items:
                AppendItems(text, '[', ']', items, level, item => Append(text, item, level + 1));
                break;
            case { } when node.GetValueKind() == JsonValueKind.String:
                AppendString(text, node.GetValue<string>());
                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }

    private static void AppendItems<T>(StringBuilder text, char open, char close, ICollection<T> items, int level, Action<T> append)
    {
        text.Append(open);
        foreach (var (index, item) in items.Index())
        {
            text.Append(index == 0 ? "\n" : ",\n").Append(' ', level + 1);
            append(item);
        }
        if (items.Count > 0)
            text.Append('\n').Append(' ', level);
        text.Append(close);
    }

    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var letter in value)
        {
            _ = letter switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append(@"\\"),
                '\n' => text.Append(@"\n"),
                '\r' => text.Append(@"\r"),
                '\t' => text.Append(@"\t"),
                '\b' => text.Append(@"\b"),
                '\f' => text.Append(@"\f"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => text.Append(letter),
            };
        }
        text.Append('"');
    }
}
