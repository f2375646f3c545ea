using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json;
using Plotly.NET;

namespace VisionAttention.Charts;

/// <summary>Charts as a notebook shows them: plotly.js JSON for native renderers, and HTML that needs no network.</summary>
public static class ChartDisplay
{
    /// <summary>The MIME type that VS Code and JupyterLab draw by themselves.</summary>
    public const string FigureMimeType = "application/vnd.plotly.v1+json";

    /// <summary>A saved page holds plotly.js, and draws with the network off.</summary>
    public static DisplayOptions WholePage { get; } = DisplayOptions.init("Vision Attention", "UTF-8", null, null, null, null, PlotlyJSReference.Full);

    private const int MostPlainCharacters = 16 * 1024;

    // A larger figure, such as a table with 16 digits a number, shrinks little and would take longest: it is packed the quick way.
    private const int MostCarefulCharacters = 400 * 1024;

    // An entry lives as long as its chart.
    private static readonly ConditionalWeakTable<GenericChart, string> Figures = [];

    // Tried in turn, relative to the page: beside an exported page, from notebooks/, from the repository's root. An open notebook begins with
    // the second, for nothing lies beside it and each failure is an error in the browser's console.
    private const string Loader = """
        window.visionAttentionPlotly = window.visionAttentionPlotly || new Promise(function (done, failed) {
          if (window.Plotly) { done(window.Plotly); return; }
          var places = ['plotly.min.js', '../artifacts/web/plotly.min.js', 'artifacts/web/plotly.min.js', '../../artifacts/web/plotly.min.js'];
          if (/\.ipynb$/.test(location.pathname)) { places.push(places.shift()); }
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
    /// <remarks>Whatever styles a chart returns another one, so that a figure is read once, however many MIME types ask for it.</remarks>
    public static string FigureJson(GenericChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return Figures.GetValue(chart, Read);
    }

    /// <summary>An HTML fragment that draws the chart; plotly.js is fetched once a page, from beside it or from the kit's folder.</summary>
    /// <param name="chart">The chart.</param>
    /// <returns>The same bytes for the same chart.</returns>
    /// <remarks>
    /// Until a script runs the fragment is one sentence, in whose place `./kit publish` puts a still picture: readers of an untrusted
    /// notebook, or of a page that takes scripts out, see that. Large figures are packed, so that a cell stays small in the file.
    /// </remarks>
    public static string Html(GenericChart chart) => Page(FigureJson(chart), "");

    /// <summary>An HTML fragment that draws the chart with a plotly.js out of the same page, for notebooks far from the kit's folder.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="holdsPlotly">Whether plotly.js, 1.6 MB, lies in this fragment; else another of the page must hold it.</param>
    public static string HtmlOffline(GenericChart chart, bool holdsPlotly) => Page(
        FigureJson(chart), "", holdsPlotly ? PackedPlotly.Value : "window.visionAttentionPlotly = window.visionAttentionPlotly || Promise.reject();",
        "the chart that brings plotly.js is no longer in this notebook: restart the kernel and run all cells.");

    // What stands behind the call that draws may use div, both[0] (plotly.js) and both[1] (the figure).
    internal static string Page(
        string figure, string then, string loader = Loader, string advice = "plotly.min.js was not found beside this page: run ./kit setup, or copy artifacts/web/plotly.min.js here.")
    {
        var id = "chart-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(figure)))[..16];
        return $$"""
            <div class="{{id}}" data-still>An interactive chart: trust this notebook to see it.</div>
            <script type="text/javascript">
            (function () {
              {{loader}}
              var divs = document.querySelectorAll('div.{{id}}:not([data-drawn])'), div = divs[divs.length - 1];
              if (!div) { return; }
              div.setAttribute('data-drawn', '1');
              var figure = {{(figure.Length > MostPlainCharacters ? Unpacked(figure) + ".json()" : figure)}};
              Promise.all([window.visionAttentionPlotly, figure]).then(
                function (both) { div.textContent = ''; both[0].newPlot(div, both[1].data, both[1].layout, both[1].config){{then}}; },
                function () { div.append(' {{advice}}'); });
            })();
            </script>
            """;
    }

    // A response that holds the text; every browser since 2023 unpacks gzip by itself.
    private static string Unpacked(string content, CompressionLevel? level = null)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level ?? (content.Length > MostCarefulCharacters ? CompressionLevel.Fastest : CompressionLevel.Optimal), leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(content));
        var text = Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
        return $"new Response(new Blob([Uint8Array.from(atob('{text}'), function (letter) {{ return letter.charCodeAt(0); }})]).stream()"
            + ".pipeThrough(new DecompressionStream('gzip')))";
    }

    private static readonly Lazy<string> PackedPlotly = new(static () =>
    {
        var name = typeof(GenericChart).Assembly.GetManifestResourceNames().First(static name => name.Contains("plotly", StringComparison.Ordinal) && name.EndsWith(".js", StringComparison.Ordinal));
        using var reader = new StreamReader(typeof(GenericChart).Assembly.GetManifestResourceStream(name)!);
        return $$"""
            window.visionAttentionPlotly = window.Plotly ? Promise.resolve(window.Plotly) : {{Unpacked(reader.ReadToEnd(), CompressionLevel.Optimal)}}.text().then(function (text) {
              var script = document.createElement('script'), amd = window.define;
              window.define = undefined;
              script.text = text;
              document.head.appendChild(script);
              window.define = amd;
              return window.Plotly;
            });
            """;
    });

    private static string Read(GenericChart chart)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        using var writer = new FigureWriter(text);
        var serializer = JsonSerializer.Create(Globals.JSON_CONFIG);
        // Plotly.NET's objects are equal by all they hold, and the search for loops compares each with those around it: 100 ms for an empty chart.
        serializer.EqualityComparer = ReferenceEqualityComparer.Instance;
        serializer.Serialize(writer, new { data = GenericChart.getTraces(chart), layout = GenericChart.getLayout(chart), config = GenericChart.getConfig(chart) });
        return text.ToString();
    }

    // A missing number is null, as plotly.js has it; 1.0 is 1, so that an output keeps small; a text may hold "</script>".
    private sealed class FigureWriter : JsonTextWriter
    {
        public FigureWriter(TextWriter text)
            : base(text)
        {
            StringEscapeHandling = StringEscapeHandling.EscapeHtml;
        }

        public override void WriteValue(double value)
        {
            if (!double.IsFinite(value))
                WriteNull();
            else if (value == (int)value)
                WriteValue((int)value);
            else
                base.WriteValue(value);
        }
    }
}
