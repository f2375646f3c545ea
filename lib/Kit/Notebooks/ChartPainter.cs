using System.Globalization;
using System.Text.Json;
using VisionAttention.Data;
using VisionAttention.Kit.Platform;
using VisionAttention.Kit.Setup;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Notebooks;

/// <summary>Draws charts with a browser without a window.</summary>
internal sealed class ChartPainter(SetupContext context)
{
    private const int ChartsAPage = 8;
    private const string Start = "<pre id=\"pictures\">";

    // Sharp on dense screens where the limit of bytes allows.
    private static readonly double[] Scales = [2, 1.5, 1];

    /// <summary>Draws figures, each as sharp as its room allows.</summary>
    /// <param name="figures">As JSON.</param>
    /// <param name="room">The most bytes that each picture's file should have; null for the limit of every picture.</param>
    /// <param name="cancellation">Ends the browser.</param>
    public async Task<IReadOnlyList<ChartPicture>> DrawAsync(IReadOnlyList<string> figures, IReadOnlyList<int>? room, CancellationToken cancellation)
    {
        var browser = context.Machine.Find("chromium")
            ?? throw new KitException("no chromium on this machine: still pictures of charts are drawn with it", "./kit setup --tests");
        if (!File.Exists(context.Workspace.PlotlyScript))
            throw new KitException($"{context.Workspace.Relative(context.Workspace.PlotlyScript)} is not there: it draws the charts", "./kit setup");
        List<ChartPicture> pictures = [];
        foreach (var page in figures.Chunk(ChartsAPage))
        {
            var drawn = new ChartPicture?[page.Length];
            foreach (var scale in Scales)
            {
                int[] left = [.. Enumerable.Range(0, page.Length).Where(index => drawn[index] is null)];
                if (left.Length == 0)
                    break;
                var results = await DrawPageAsync(browser, [.. left.Select(index => page[index])], scale, cancellation);
                for (var place = 0; place < left.Length; place++)
                {
                    // The smallest may be larger than its room: the picture belongs to the output all the same.
                    var most = room is null || scale == Scales[^1] ? ChartPicture.MostBytes : Math.Min(ChartPicture.MostBytes, room[pictures.Count + left[place]]);
                    drawn[left[place]] = results[place].Png.Length <= most ? results[place] : null;
                }
            }
            var missing = Array.IndexOf(drawn, null);
            if (missing >= 0)
                throw new KitException($"the picture of chart {pictures.Count + missing + 1} takes more than {ChartPicture.MostBytes / 1024} KiB", "draw a smaller chart, or one with fewer colours");
            pictures.AddRange(drawn.OfType<ChartPicture>());
        }
        return pictures;
    }

    private async Task<IReadOnlyList<ChartPicture>> DrawPageAsync(string browser, IReadOnlyList<string> figures, double scale, CancellationToken cancellation)
    {
        var folder = Path.Combine(context.Workspace.SetupFolder, "pictures");
        AtomicFile.DeleteFolder(folder);
        Directory.CreateDirectory(folder);
        try
        {
            File.Copy(context.Workspace.PlotlyScript, Path.Combine(folder, "plotly.min.js"));
            await File.WriteAllTextAsync(Path.Combine(folder, "page.html"), Page(figures, scale), cancellation);
            string[] arguments =
            [
                "--headless", "--no-sandbox", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--force-color-profile=srgb", "--font-render-hinting=none",
                "--disable-lcd-text", "--host-resolver-rules=MAP * ~NOTFOUND", $"--user-data-dir={Path.Combine(folder, "profile")}",
                "--virtual-time-budget=60000", "--dump-dom", $"file://{Path.Combine(folder, "page.html")}",
            ];
            // Its crash reports would go to the home whatever the profile is.
            var options = new ProcessOptions { WorkingDirectory = folder, TimeLimit = TimeSpan.FromMinutes(3), Variables = new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = folder } };
            var result = await context.Processes.RunAsync(browser, arguments, options, cancellation);
            return Pictures(string.Join('\n', result.Output), figures.Count);
        }
        finally
        {
            AtomicFile.DeleteFolder(folder);
        }
    }

    // A text in a figure must not end the script.
    private static string Page(IReadOnlyList<string> figures, double scale) => string.Create(CultureInfo.InvariantCulture, $$"""
        <!DOCTYPE html><html><head><meta charset="utf-8"><script src="plotly.min.js"></script></head><body><script>
        var figures = [{{string.Join(",\n", figures).Replace("<", "\\u003c", StringComparison.Ordinal)}}];
        (async function () {
          var results = [];
          for (var figure of figures) {
            try {
              var width = figure.layout && figure.layout.width || 700, height = figure.layout && figure.layout.height || 450;
              var picture = await Plotly.toImage({ data: figure.data, layout: figure.layout }, { format: 'png', width: width, height: height, scale: {{scale}} });
              results.push({ width: width, height: height, picture: picture });
            } catch (problem) { results.push({ problem: String(problem) }); }
          }
          document.body.innerHTML = '{{Start}}' + JSON.stringify(results) + '</pre>';
        })();
        </script></body></html>
        """);

    private static List<ChartPicture> Pictures(string page, int expected)
    {
        var start = page.IndexOf(Start, StringComparison.Ordinal);
        var end = start < 0 ? -1 : page.IndexOf("</pre>", start, StringComparison.Ordinal);
        if (end < 0)
            throw new KitException("chromium ended without drawing the charts", "./kit doctor; then run the command again");
        using var results = JsonDocument.Parse(page[(start + Start.Length)..end]);
        List<ChartPicture> pictures = [];
        foreach (var result in results.RootElement.EnumerateArray())
        {
            if (result.TryGetProperty("problem", out var problem))
                throw new KitException($"chart {pictures.Count + 1} of {expected} cannot be drawn: {problem.GetString()}", "look at the chart in ./kit lab");
            var address = result.GetProperty("picture").GetString()!;
            using var picture = PictureDecoder.Decode(Convert.FromBase64String(address[(address.IndexOf(',', StringComparison.Ordinal) + 1)..]), channels: 3);
            pictures.Add(new ChartPicture(PalettePng.Write(picture), result.GetProperty("width").GetInt32(), result.GetProperty("height").GetInt32()));
        }
        return pictures;
    }
}

/// <summary>The still picture of a chart.</summary>
/// <param name="Png">The file, at most <see cref="MostBytes"/>.</param>
/// <param name="Width">On the page, in CSS pixels; the file may have twice as many.</param>
/// <param name="Height">On the page, in CSS pixels.</param>
internal sealed record ChartPicture(byte[] Png, int Width, int Height)
{
    /// <summary>The most bytes a still picture may take.</summary>
    public const int MostBytes = 120 * 1024;
}
