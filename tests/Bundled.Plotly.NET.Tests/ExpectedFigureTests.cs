using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VisionAttention.Charts;

namespace Bundled.Plotly.NET.Tests;

/// <summary>The JSON of every kind of chart is the reviewed one.</summary>
public partial class ExpectedFigureTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Names => [.. ChartCases.All.Select(chart => chart.Name)];

    // CHARTS_EXPECTED=FOLDER writes what is found there, for review after a change that is meant.
    [Theory]
    [MemberData(nameof(Names))]
    public void A_chart_is_the_reviewed_figure(string name)
    {
        var figure = JsonNode.Parse(ChartDisplay.FigureJson(ChartCases.All.Single(chart => chart.Name == name).Chart))!.AsObject();
        var text = Written(figure);
        if (Environment.GetEnvironmentVariable("CHARTS_EXPECTED") is { } folder)
            File.WriteAllText(Path.Combine(folder, $"{name}.json"), text);
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Expected", $"{name}.json")), text);
    }

    [Fact]
    public void There_is_no_file_without_a_chart()
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Expected")).Select(Path.GetFileNameWithoutExtension);
        Assert.Equal(ChartCases.All.Select(chart => chart.Name).Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
    }

    // Arrays of numbers in one line, anything else indented, so that a review sees each member.
    private static string Written(JsonObject figure)
    {
        return ShortArrays().Replace(figure.ToJsonString(Readable), match => Blank().Replace(match.Value, " ").Replace("[ ", "[", StringComparison.Ordinal).Replace(" ]", "]", StringComparison.Ordinal)) + "\n";
    }

    [GeneratedRegex(@"\[[^\[\]{}]*\]")]
    private static partial Regex ShortArrays();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
