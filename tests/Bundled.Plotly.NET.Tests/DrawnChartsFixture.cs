using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using VisionAttention.Charts;

namespace Bundled.Plotly.NET.Tests;

/// <summary>All kinds of chart drawn in one page, and what a script found in each.</summary>
public sealed class DrawnChartsFixture
{
    // Runs after the charts' own scripts: counts, moves a pointer over the first point, and writes down what it saw.
    private const string Probe = """
        <script>
        window.seen = { errors: window.seenErrors, charts: {} };
        async function probe() {
          var plotly = await window.visionAttentionPlotly;
          for (var place of document.querySelectorAll('[data-case]')) {
            var figure = place.querySelector('.js-plotly-plot') || place, note = { traces: figure.data ? figure.data.length : -1 };
            var selector = place.dataset.selector;
            note.count = figure.querySelectorAll(selector).length;
            var letters = figure.querySelector('.xtick text, .infolayer text');
            note.text = letters ? getComputedStyle(letters).fill : null;
            note.ground = figure.querySelector('.main-svg').style.background;
            if (place.dataset.hover) {
              var slice = figure.querySelector('.pielayer .slice');
              if (slice && !figure.querySelector('.cartesianlayer .plot')) {
                slice.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
              } else {
                // Places as the axes count them: words are numbers from 0, a logarithmic axis has exponents.
                var axes = figure._fullLayout, point = figure.calcdata[0][0], kind = figure._fullData[0].type;
                var at = kind === 'bar' ? (point.trace.orientation === 'h' ? [point.s / 2, point.p] : [point.p, point.s / 2])
                  : kind === 'scatter' ? [point.x, point.y] : [1, 0];
                figure.scrollIntoView();
                var drag = figure.querySelector('.nsewdrag').getBoundingClientRect();
                var event = { bubbles: true, clientX: drag.left + axes.xaxis.c2p(at[0]), clientY: drag.top + axes.yaxis.c2p(at[1]) };
                figure.querySelector('.nsewdrag').dispatchEvent(new MouseEvent('mousemove', event));
              }
              await new Promise(function (done) { setTimeout(done, 150); });
              note.hover = Array.from(figure.querySelectorAll('.hoverlayer text')).map(function (text) { return text.textContent; }).join(' ');
            }
            window.seen.charts[place.dataset.case] = note;
          }
          document.body.innerHTML = '<pre id="seen">' + JSON.stringify(window.seen).replace(/&/g, '&amp;').replace(/</g, '&lt;') + '</pre>';
        }
        window.addEventListener('load', function () { setTimeout(probe, 3000); });
        </script>
        """;

    private const string Watch = """
        <script>
        window.seenErrors = [];
        window.addEventListener('error', function (event) { window.seenErrors.push(String(event.message || event.target.src)); });
        window.addEventListener('unhandledrejection', function (event) { window.seenErrors.push(String(event.reason)); });
        for (const kind of ['error', 'warn']) { console[kind] = function () { window.seenErrors.push(Array.from(arguments).join(' ')); }; }
        </script>
        """;

    public DrawnChartsFixture()
    {
        var folder = Browser.Folder();
        var page = new StringBuilder($"<!DOCTYPE html><html><head><meta charset=\"utf-8\">{Watch}</head><body>");
        foreach (var chart in ChartCases.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"<div data-case=\"{chart.Name}\" data-selector=\"{WebUtility.HtmlEncode(chart.Selector)}\" data-hover=\"{chart.Hover}\">")
                .Append(ChartDisplay.Html(chart.Chart)).Append("</div>");
        }
        File.WriteAllText(Path.Combine(folder, "page.html"), page.Append(Probe).Append("</body></html>").ToString());
        var dumped = Browser.Dump(folder);
        var start = dumped.IndexOf("<pre id=\"seen\">", StringComparison.Ordinal);
        Assert.True(start >= 0, $"the page's script did not end: {dumped[..Math.Min(500, dumped.Length)]}");
        var json = dumped[(start + "<pre id=\"seen\">".Length)..dumped.IndexOf("</pre>", start, StringComparison.Ordinal)];
        Seen = JsonDocument.Parse(WebUtility.HtmlDecode(json)).RootElement;
    }

    public JsonElement Seen { get; }
}
