using System.Text.Json;
using VisionAttention.Charts;

namespace Bundled.Plotly.NET.Tests;

/// <summary>Every kind of chart in a real browser with the network out of reach.</summary>
public class DrawnChartsTests(DrawnChartsFixture fixture) : IClassFixture<DrawnChartsFixture>
{
    public static TheoryData<string> Names => [.. ChartCases.All.Select(chart => chart.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_chart_shows_its_points_and_says_their_values(string name)
    {
        var chart = ChartCases.All.Single(chart => chart.Name == name);
        var seen = fixture.Seen.GetProperty("charts").GetProperty(name);
        Assert.Equal(Traces(chart), seen.GetProperty("traces").GetInt32());
        Assert.Equal(chart.Count, seen.GetProperty("count").GetInt32());
        if (chart.Hover is not null)
            Assert.Contains(chart.Hover, seen.GetProperty("hover").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_console_stays_empty()
    {
        Assert.Equal("[]", fixture.Seen.GetProperty("errors").GetRawText());
    }

    private static int Traces(ChartCase chart)
    {
        return JsonDocument.Parse(ChartDisplay.FigureJson(chart.Chart)).RootElement.GetProperty("data").GetArrayLength();
    }
}
