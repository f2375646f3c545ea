using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Plotly.NET;

namespace VisionAttention.Charts;

/// <summary>Charts as a notebook shows them: plotly.js JSON for native renderers, and HTML that needs no network.</summary>
/// <remarks>It reads the figure out of <c>GenericChart.toChartHTML</c>, which the official package and the bundled one both have.</remarks>
public static class ChartDisplay
{
    /// <summary>The MIME type that VS Code and JupyterLab draw by themselves.</summary>
    public const string FigureMimeType = "application/vnd.plotly.v1+json";

    // Tried in turn, relative to the page: beside an exported page, then from notebooks/ and from the repository's root.
    private const string Loader = """
        window.visionAttentionPlotly = window.visionAttentionPlotly || new Promise(function (done, failed) {
          if (window.Plotly) { done(window.Plotly); return; }
          var places = ['plotly.min.js', '../artifacts/web/plotly.min.js', 'artifacts/web/plotly.min.js', '../../artifacts/web/plotly.min.js'];
          function next() {
            if (places.length === 0) { failed(); return; }
            var script = document.createElement('script'), amd = window.define;
            window.define = undefined;
            script.src = places.shift();
            script.onload = function () { window.define = amd; window.Plotly ? done(window.Plotly) : next(); };
            script.onerror = function () { window.define = amd; next(); };
            document.head.appendChild(script);
          }
          next();
        });
        """;

    /// <summary>The figure: data, layout and configuration.</summary>
    /// <param name="chart">The chart.</param>
    /// <returns>A JSON object.</returns>
    public static string FigureJson(GenericChart chart)
    {
        var html = GenericChart.toChartHTML(chart);
        var (data, layout, config) = (ValueOf(html, "data"), ValueOf(html, "layout"), ValueOf(html, "config"));
        return $"{{\"data\":{data},\"layout\":{layout},\"config\":{config}}}";
    }

    /// <summary>An HTML fragment that draws the chart; plotly.js is fetched once a page, from beside it or from the kit's folder.</summary>
    /// <param name="chart">The chart.</param>
    /// <returns>The same bytes for the same chart.</returns>
    public static string Html(GenericChart chart)
    {
        var figure = FigureJson(chart);
        var id = "chart-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(figure)))[..16];
        return $$"""
            <div class="{{id}}"></div>
            <script type="text/javascript">
            (function () {
              {{Loader}}
              var divs = document.querySelectorAll('div.{{id}}:not([data-drawn])'), div = divs[divs.length - 1], figure = {{figure}};
              if (!div) { return; }
              div.setAttribute('data-drawn', '1');
              window.visionAttentionPlotly.then(
                function (plotly) { plotly.newPlot(div, figure.data, figure.layout, figure.config); },
                function () { div.textContent = 'plotly.min.js was not found beside this page: run ./kit setup, or copy artifacts/web/plotly.min.js here.'; });
            })();
            </script>
            """;
    }

    private static string ValueOf(string html, string name)
    {
        var mark = $"var {name} = ";
        var start = html.IndexOf(mark, StringComparison.Ordinal);
        if (start < 0)
            throw new InvalidOperationException($"the chart's HTML has no '{mark}': this version of Plotly.NET writes it in another way");
        var rest = Encoding.UTF8.GetBytes(html[(start + mark.Length)..]);
        var reader = new Utf8JsonReader(rest, isFinalBlock: true, state: default);
        using var value = JsonDocument.ParseValue(ref reader);
        return value.RootElement.GetRawText();
    }
}
