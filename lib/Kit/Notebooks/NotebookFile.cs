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

    private NotebookFile(JsonObject json)
    {
        _json = json;
    }

    /// <summary>The code cells in order.</summary>
    public IEnumerable<JsonObject> CodeCells => _json["cells"]!.AsArray().OfType<JsonObject>().Where(cell => (string?)cell["cell_type"] == "code");

    /// <summary>The outputs of all cells with the ids of their cells.</summary>
    public IEnumerable<(string Cell, JsonObject Output)> Outputs =>
        CodeCells.SelectMany(cell => (cell["outputs"]?.AsArray() ?? []).OfType<JsonObject>().Select(output => ((string?)cell["id"] ?? "", output)));

    /// <summary>The outputs that hold a chart.</summary>
    public IReadOnlyList<ChartOutput> Charts =>
        [.. Outputs.Where(entry => entry.Output["data"]?[ChartOutput.FigureType] is not null).Select(entry => new ChartOutput(entry.Cell, entry.Output))];

    /// <summary>A name of the code as it is; it changes when a code cell does.</summary>
    public string Code
    {
        get
        {
            var text = new StringBuilder();
            foreach (var cell in CodeCells)
                text.Append((string?)cell["id"]).Append('\n').Append(TextOf(cell["source"])).Append('\0');
            return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        }
    }

    /// <summary>The code that the outputs come from, or null where nobody wrote it down.</summary>
    public string? PublishedCode => (string?)_json["metadata"]?["vision_attention"]?["published"];

    /// <summary>Reads a notebook.</summary>
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
            if (runs.TryGetValue((string?)cell["id"] ?? "", out var run))
            {
                cell["execution_count"] = run["execution_count"]?.DeepClone();
                cell["outputs"] = run["outputs"]?.DeepClone() ?? new JsonArray();
            }
        }

        if (_json["metadata"] is not JsonObject metadata)
            _json["metadata"] = metadata = [];
        if (metadata["vision_attention"] is not JsonObject ours)
            metadata["vision_attention"] = ours = [];
        ours["published"] = Code;
    }

    /// <summary>Replaces a text in every output, as for folders of this machine.</summary>
    public void ReplaceInOutputs(string text, string replacement)
    {
        foreach (var (_, output) in Outputs)
        {
            foreach (var place in new[] { (output, "text"), (output["data"] as JsonObject, "text/plain"), (output["data"] as JsonObject, "text/html") })
            {
                if (place.Item1?[place.Item2] is { } value && TextOf(value).Contains(text, StringComparison.Ordinal))
                    place.Item1[place.Item2] = Lines(TextOf(value).Replace(text, replacement, StringComparison.Ordinal));
            }
        }
    }

    /// <summary>The file's text.</summary>
    public string Text() => NotebookJson.Write(_json);

    /// <summary>Writes the notebook.</summary>
    public void Write(string path) => AtomicFile.WriteText(path, Text());

    /// <summary>Bytes an output takes in a file without blanks.</summary>
    public static int Bytes(JsonObject output) => Encoding.UTF8.GetByteCount(NotebookJson.Write(output));

    /// <summary>A text however it is stored: whole, or in lines.</summary>
    public static string TextOf(JsonNode? node) => node switch
    {
        JsonArray lines => string.Concat(lines.Select(line => (string?)line)),
        null => "",
        _ => (string?)node ?? "",
    };

    /// <summary>A text as notebooks store it: in lines that keep their ends.</summary>
    public static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            lines.Add(text[start..end]);
            start = end;
        }

        return lines;
    }
}
