using System.Globalization;
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

    // A chart brings its own ground, so that it reads the same on a dark page as on a light one.
    [Fact]
    public void Texts_stand_out_from_the_ground_that_the_chart_brings()
    {
        var seen = fixture.Seen.GetProperty("charts").GetProperty("line");
        Assert.Equal("white", seen.GetProperty("ground").GetString());
        var parts = seen.GetProperty("text").GetString()!.Split('(', ',', ')')[1..4].Select(part => double.Parse(part, CultureInfo.InvariantCulture) / 255);
        var light = parts.Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4)).Zip([0.2126, 0.7152, 0.0722], (part, weight) => part * weight).Sum();
        // WCAG 2.2, 1.4.3: 4.5 to 1; its relative luminance is the sum above.
        Assert.True(1.05 / (light + 0.05) >= 4.5, $"{seen.GetProperty("text")}: contrast {1.05 / (light + 0.05)}");
    }

    private static int Traces(ChartCase chart)
    {
        return JsonDocument.Parse(ChartDisplay.FigureJson(chart.Chart)).RootElement.GetProperty("data").GetArrayLength();
    }
}
