using System.IO.Compression;

namespace Plotly.NET.CSharp;

/// <summary>A page of its own for one chart.</summary>
internal static class ChartPage
{
    private const string Script = "plotly.min.js";

    public static string Of(GenericChart chart)
    {
        return $"""
            <!DOCTYPE html>
            <html>
            <head><meta charset="utf-8"><title>chart</title></head>
            <body>
            {(FindScript() is { } script ? Inside(script, chart) : Beside(chart))}
            </body>
            </html>

            """;
    }

    private static string Beside(GenericChart chart)
    {
        return $"""<script src="{Script}"></script>""" + "\n" + GenericChart.toChartHTML(chart);
    }

    // 2 MB instead of 5: browsers unpack gzip by themselves since 2023.
    private static string Inside(string script, GenericChart chart)
    {
        var (data, layout) = (chart.Traces.ToJsonString(FigureJson.Options), chart.Layout.ToJsonString(FigureJson.Options));
        var id = FigureJson.IdOf(data + layout);
        return $$"""
            <div id="{{id}}"></div>
            <script type="text/plain" id="plotly-packed">{{Packed(script)}}</script>
            <script type="text/javascript">
            var data = {{data}};
            var layout = {{layout}};
            var config = {{FigureJson.Config}};
            (async function () {
              var packed = Uint8Array.from(atob(document.getElementById('plotly-packed').textContent), function (letter) { return letter.charCodeAt(0); });
              var script = document.createElement('script');
              script.textContent = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
              document.head.appendChild(script).remove();
              document.getElementById('plotly-packed').remove();
              await Plotly.newPlot('{{id}}', data, layout, config);
            })();
            </script>
            """;
    }

    private static string Packed(string script)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(File.ReadAllBytes(script));
        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    // The kit's copy lies in artifacts/web of the checkout that holds this library or the working folder.
    private static string? FindScript()
    {
        foreach (var start in (string[])[AppContext.BaseDirectory, Path.GetDirectoryName(typeof(ChartPage).Assembly.Location) ?? "", Environment.CurrentDirectory])
        {
            for (var folder = start.Length == 0 ? null : new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                var file = Path.Combine(folder.FullName, "artifacts", "web", Script);
                if (File.Exists(file))
                    return file;
            }
        }
        return null;
    }
}
