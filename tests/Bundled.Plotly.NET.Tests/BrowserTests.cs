using System.Diagnostics;
using Plotly.NET.CSharp;
using VisionAttention.Charts;
using VisionAttention.Data;
using Chart = Plotly.NET.CSharp.Chart;

namespace Bundled.Plotly.NET.Tests;

/// <summary>Charts drawn by a real browser with the network out of reach.</summary>
public class BrowserTests
{
    private const string Chromium = "/usr/bin/chromium";

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
        var folder = Folder();
        Chart.Point<double, double, string>(Places, Places).SaveHtml(Path.Combine(folder, "page.html"));
        Assert.Equal(1, Count(Dump(folder), "js-plotly-plot"));
    }

    [Fact]
    public void Without_plotly_the_page_says_what_to_do()
    {
        var folder = Folder();
        File.Delete(Path.Combine(folder, "plotly.min.js"));
        File.WriteAllText(Path.Combine(folder, "page.html"), $"<body>{ChartDisplay.Html(Chart.Point<double, double, string>(Places, Places))}</body>");
        Assert.Contains("run ./kit setup", Dump(folder), StringComparison.Ordinal);
    }

    private static string Draw(string body)
    {
        var folder = Folder();
        File.WriteAllText(Path.Combine(folder, "page.html"), $"<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head>{body}</html>");
        return Dump(folder);
    }

    private static string Folder()
    {
        var plotly = Path.Combine(DataSetManifest.FindRoot(AppContext.BaseDirectory), "artifacts", "web", "plotly.min.js");
        Assert.True(File.Exists(plotly), $"{plotly} is not there: run ./kit setup");
        Assert.True(File.Exists(Chromium), $"{Chromium} is not there: run ./kit setup --tests");
        var folder = Directory.CreateTempSubdirectory("charts-").FullName;
        File.Copy(plotly, Path.Combine(folder, "plotly.min.js"));
        return folder;
    }

    private static string Dump(string folder)
    {
        var start = new ProcessStartInfo(Chromium) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[
            "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            $"--user-data-dir={Path.Combine(folder, "profile")}", "--virtual-time-budget=20000", "--dump-dom", $"file://{folder}/page.html"])
            start.ArgumentList.Add(argument);
        using var browser = Process.Start(start)!;
        var errors = browser.StandardError.ReadToEndAsync();
        var page = browser.StandardOutput.ReadToEnd();
        Assert.True(browser.WaitForExit(TimeSpan.FromSeconds(60)), "the browser did not end within 60 s");
        _ = errors.Result;
        Directory.Delete(folder, recursive: true);
        return page;
    }

    private static int Count(string text, string part)
    {
        return text.Split(part).Length - 1;
    }
}
