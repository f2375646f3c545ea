using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VisionAttention.Charts;

namespace VisionAttention.Kit.Notebooks;

/// <summary>A cell output that holds a chart: its figure, and the still picture beside it.</summary>
internal sealed partial class ChartOutput(string cell, JsonObject output)
{
    /// <summary>The type under which VS Code and JupyterLab find a figure.</summary>
    public const string FigureType = ChartDisplay.FigureMimeType;

    private const string PictureType = "image/png";
    private const string PageType = "text/html";

    /// <summary>The id of the cell.</summary>
    public string Cell { get; } = cell;

    /// <summary>The figure as JSON.</summary>
    public string Figure => Data[FigureType]!.ToJsonString();

    /// <summary>Whether the still picture is of this very figure.</summary>
    public bool HasPicture => Data[PictureType] is not null && (string?)output["metadata"]?[PictureType]?["figure"] == FigureName;

    /// <summary>The still picture, a PNG file; empty without one.</summary>
    public byte[] Picture => Convert.FromBase64String(NotebookFile.TextOf(Data[PictureType]));

    /// <summary>The most bytes that the still picture's file may have for the output to stay within a limit.</summary>
    public int RoomForPicture(int mostBytes)
    {
        var bare = output.DeepClone().AsObject();
        bare["data"]!.AsObject().Remove(PictureType);
        // As text a file takes four letters for three bytes; what the metadata say of it takes some more.
        return Math.Max(0, (mostBytes - NotebookFile.Bytes(bare) - 512) / 4 * 3);
    }

    private JsonObject Data => output["data"]!.AsObject();

    // A name of the figure that the order of its members does not change.
    private string FigureName => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sorted(Data[FigureType])!.ToJsonString())))[..16];

    /// <summary>Puts a still picture beside the figure and, where there is room, into the page's place for the chart: that is what a reader without scripts sees.</summary>
    public void Put(ChartPicture picture, int mostBytes)
    {
        var text = Convert.ToBase64String(picture.Png);
        Data[PictureType] = text;
        NotebookFile.Inside(output, "metadata")[PictureType] = new JsonObject { ["figure"] = FigureName, ["height"] = picture.Height, ["width"] = picture.Width };
        if (Data[PageType] is not { } page)
            return;
        var image = $"""<img alt="the chart as a still picture" width="{picture.Width}" height="{picture.Height}" src="data:image/png;base64,{text}">""";
        Data[PageType] = NotebookFile.Lines(Place().Replace(NotebookFile.TextOf(page), match => match.Groups["open"].Value + image + "</div>", 1));
        if (NotebookFile.Bytes(output) > mostBytes)
            Data[PageType] = page.DeepClone();
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    // What the chart's script empties before it draws: a sentence, or the picture of an earlier time.
    [GeneratedRegex("""(?<open><div class="chart-[0-9a-f]{16}" data-still>)(?:[^<]*|<img [^>]*>)</div>""")]
    private static partial Regex Place();
}
