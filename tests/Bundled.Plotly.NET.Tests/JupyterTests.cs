namespace Bundled.Plotly.NET.Tests;

/// <summary>A notebook with every kind of chart, in the classic notebook and as an exported page.</summary>
public class JupyterTests
{
    private const string Still = "<img alt=\"still\"";

    [Fact]
    public async Task A_trusted_notebook_draws_every_chart_with_one_plotly()
    {
        using var site = new JupyterSite();
        site.Trust();
        var page = Browser.Dump(site.Folder, await site.ServeAsync(), keep: true);
        Assert.Equal(ChartCases.All.Count, Count(page, "js-plotly-plot"));
        // An open notebook begins with the kit's folder, where it is; no further chart loads again.
        Assert.Equal(1, Count(page, "plotly.min.js\"></script>"));
        Assert.Equal(0, Count(page, Still));
    }

    [Fact]
    public async Task An_untrusted_notebook_shows_the_still_pictures()
    {
        using var site = new JupyterSite();
        var page = Browser.Dump(site.Folder, await site.ServeAsync(), keep: true);
        Assert.Equal(0, Count(page, "js-plotly-plot"));
        Assert.Equal(ChartCases.All.Count, Count(page, Still));
    }

    [Fact]
    public void An_exported_page_draws_every_chart_without_a_network()
    {
        using var site = new JupyterSite();
        site.Export();
        var page = Browser.Dump(site.Folder, $"file://{site.Folder}/notebooks/charts.html", keep: true);
        Assert.Equal(ChartCases.All.Count, Count(page, "js-plotly-plot"));
        Assert.Equal(0, Count(page, Still));
    }

    private static int Count(string text, string part)
    {
        return text.Split(part).Length - 1;
    }
}
