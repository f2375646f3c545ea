using Plotly.NET.CSharp;
using VisionAttention.Charts;
using Chart = Plotly.NET.CSharp.Chart;

namespace Bundled.Plotly.NET.Tests;

/// <summary>Charts drawn by a real browser with the network out of reach.</summary>
public class BrowserTests
{
    private static readonly double[] Places = [1, 2, 3];
    private static readonly double[,] Weights = { { 0.75, 0.25 }, { 0.5, 0.5 } };
    private static readonly string[] Tokens = ["cat", "cat"];

    [Fact]
    public void Charts_of_a_notebook_are_drawn_from_the_copy_beside_the_page()
    {
        var line = SeriesChart.Lines("step", "loss, nats", Places, ("ours", Places), ("theirs", [3.0, 2, 1]));
        var map = AttentionHeatMap.Of(Weights, Tokens);
        var drawn = Draw($"<body>{ChartDisplay.Html(line)}{ChartDisplay.Html(map)}{ChartDisplay.Html(line)}</body>");
        Assert.Equal(3, Count(drawn, "js-plotly-plot"));
        Assert.Equal(4, Count(drawn, "class=\"trace scatter"));
        Assert.Equal(1, Count(drawn, "class=\"hm\""));
        Assert.Contains("loss, nats", drawn, StringComparison.Ordinal);
        Assert.Contains("cat (2)", drawn, StringComparison.Ordinal);
    }

    [Fact]
    public void A_saved_page_draws_its_chart()
    {
        var folder = Browser.Folder();
        Chart.Point<double, double, string>(Places, Places).SaveHtml(Path.Combine(folder, "page.html"));
        // One file is all there is: the copy beside it goes.
        File.Delete(Path.Combine(folder, "plotly.min.js"));
        var drawn = Browser.Dump(folder);
        Assert.Equal(1, Count(drawn, "js-plotly-plot"));
        Assert.Equal(3, Count(drawn, "class=\"point\""));
    }

    [Fact]
    public void Without_plotly_the_page_says_what_to_do()
    {
        var folder = Browser.Folder();
        File.Delete(Path.Combine(folder, "plotly.min.js"));
        File.WriteAllText(Path.Combine(folder, "page.html"), $"<body>{ChartDisplay.Html(Chart.Point<double, double, string>(Places, Places))}</body>");
        Assert.Contains("run ./kit setup", Browser.Dump(folder), StringComparison.Ordinal);
    }

    private static string Draw(string body)
    {
        var folder = Browser.Folder();
        File.WriteAllText(Path.Combine(folder, "page.html"), $"<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head>{body}</html>");
        return Browser.Dump(folder);
    }

    private static int Count(string text, string part)
    {
        return text.Split(part).Length - 1;
    }
}
