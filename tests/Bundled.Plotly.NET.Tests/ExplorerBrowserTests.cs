using VisionAttention.Charts;
using static TorchSharp.torch;

namespace Bundled.Plotly.NET.Tests;

/// <summary>The query that the reader moves, in a real browser.</summary>
public class ExplorerBrowserTests
{
    // Steps as a reader takes them: an arrow key, then a click on the pixel at row 0, column 2.
    private const string Steps = """
        <script>
        (function wait() {
          var div = document.querySelector('[data-drawn]');
          if (!div || !div.layout || div.tabIndex !== 0) { setTimeout(wait, 50); return; }
          function seen() { return div.layout.sliders.map(function (slider) { return slider.active; }).join() + ' ' + div.layout.xaxis2.range.join() + ' ' + div.layout.shapes[1].x0; }
          var all = [seen()];
          div.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft' }));
          setTimeout(function () {
            all.push(seen());
            div.emit('plotly_click', { points: [{ curveNumber: 0, x: 2, y: 0 }] });
            setTimeout(function () { all.push(seen()); document.body.append('seen: ' + all.join(' | ') + ' end'); }, 500);
          }, 500);
        })();
        </script>
        """;

    [Fact]
    public void Arrow_keys_and_clicks_move_the_query_and_the_sliders_follow()
    {
        var explorer = AttentionExplorer.Of(rand(2, 3), rand(6, 6).softmax(-1), new VisionAttention.Positions.GridSize(2, 3));
        var folder = Browser.Folder();
        File.WriteAllText(
            Path.Combine(folder, "page.html"), $"<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body>{explorer.Html()}{Steps}</body></html>");
        var page = Browser.Dump(folder);
        Assert.Contains("seen: 1,1 2.5,5.5 0.1574 | 1,0 -0.5,2.5 0 | 0,2 5.5,8.5 0.3148 end", page, StringComparison.Ordinal);
        Assert.Contains("query column: 2", page, StringComparison.Ordinal);
    }
}
