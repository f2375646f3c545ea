using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive;
using VisionAttention.Kernel.Display;
using VisionAttention.Kernel.Execution;

namespace VisionAttention.Kernel.Magics;

/// <summary>Runs another file's cells in this session.</summary>
internal static class FileImport
{
    internal static void Run(MagicCall call)
    {
        var path = call.FindFile("#!import");
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".cs" when File.ReadAllText(path) is var text && SourceLibrary.IsOne(text):
                call.Host.AddLibrary(text, path);
                break;
            case ".cs" or ".csx":
                call.RunCell(File.ReadAllText(path), path, Path.GetDirectoryName(path)!);
                break;
            case ".dib":
                call.RunCell(CellSection.ReadFile(path), path, Path.GetDirectoryName(path)!, showsResult: true);
                break;
            case ".ipynb":
                RunNotebook(call, path);
                break;
            case var extension:
                throw call.Failure($"#!import \"{call.Argument}\": {(extension.Length > 0 ? extension : "a file without extension")} cannot be run here; .csx, .cs, .dib and .ipynb can");
        }
    }

    private static void RunNotebook(MagicCall call, string path)
    {
        var cells = Cells(call, path);
        for (var number = 1; number <= cells.Count; number++)
        {
            var cell = cells[number - 1] as JsonObject;
            var text = TextOf(cell?["source"]);
            if (cell is null || text.Trim().Length == 0)
            {
                continue;
            }

            if ((string?)cell["cell_type"] == "markdown")
            {
                Microsoft.DotNet.Interactive.Kernel.display(new MimeText(MimeTypes.Markdown, text));
            }
            else if ((string?)cell["cell_type"] == "code")
            {
                if (OtherLanguage(cell) is { } language)
                {
                    throw call.Failure($"#!import \"{call.Argument}\": cell {number} is written in {language}, and here is a kernel for C# only; the cells before it have run");
                }

                call.RunCell(text, $"{path}, cell {number}", Path.GetDirectoryName(path)!, showsResult: true);
            }
        }
    }

    private static JsonArray Cells(MagicCall call, string path)
    {
        try
        {
            if (JsonNode.Parse(File.ReadAllText(path)) is JsonObject notebook && notebook["cells"] is JsonArray cells)
            {
                return cells;
            }
        }
        catch (JsonException)
        {
            // Said below, as for any other file without cells.
        }

        throw call.Failure($"#!import \"{call.Argument}\": this is no notebook of format 4: it has no list of cells");
    }

    /// <summary>A notebook keeps text as one string or as a list of lines.</summary>
    private static string TextOf(JsonNode? source) => source switch
    {
        JsonArray lines => string.Concat(lines.Select(static line => (string?)line)),
        JsonValue text when text.TryGetValue<string>(out var whole) => whole,
        _ => "",
    };

    /// <summary>The language that a cell's metadata names when it is not C#; the newer of the two keys wins.</summary>
    private static string? OtherLanguage(JsonObject cell)
    {
        var metadata = cell["metadata"] as JsonObject;
        var name = ((metadata?["polyglot_notebook"] as JsonObject)?["kernelName"] ?? (metadata?["dotnet_interactive"] as JsonObject)?["language"])?.ToString();
        return name is null || name.ToLowerInvariant() is "csharp" or "c#" or ".net" or "html" or "markdown" or "javascript" ? null : name;
    }
}
