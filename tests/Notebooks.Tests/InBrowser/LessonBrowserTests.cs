using System.Text.Json.Nodes;

namespace Notebooks.Tests.InBrowser;

/// <summary>Every lesson in the classic notebook of a real browser: as committed, and one of them run there.</summary>
public sealed class LessonBrowserTests(LessonSite site) : IClassFixture<LessonSite>
{
    private const string Drawn = "Array.from(document.querySelectorAll('.js-plotly-plot')).filter(chart => chart.querySelector('.main-svg, canvas'))";
    private const string Traces = Drawn + ".reduce((sum, chart) => sum + chart.data.length, 0)";

    public static TheoryData<string> Names() => Lessons.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void It_opens_and_draws_each_of_its_charts(string name)
    {
        var figures = Figures(name);
        Assert.NotEmpty(figures);

        site.Open(name);
        site.Browser.WaitUntil($"{Drawn}.length === {figures.Count}", 90);

        Assert.Equal(figures.Sum(figure => figure["data"]!.AsArray().Count), (int)site.Browser.Evaluate(Traces)!);
        Assert.Equal(figures.Count, (int)site.Browser.Evaluate(Drawn + ".filter(chart => chart.getBoundingClientRect().height > 100).length")!);
        Assert.Empty(site.Browser.Errors);
    }

    [Fact]
    public void A_lesson_runs_there_from_its_first_cell_to_its_last()
    {
        const string Lesson = "01-attention-formula";
        var figures = Figures(Lesson);
        site.Open(Lesson);
        site.Browser.Evaluate("Jupyter.notebook.clear_all_output()");
        site.Browser.WaitUntil($"{Drawn}.length === 0", 30);

        site.Browser.Evaluate("Jupyter.notebook.execute_all_cells()");
        site.Browser.WaitUntil("Jupyter.notebook.get_cells().filter(cell => cell.cell_type === 'code').every(cell => cell.input_prompt_number > 0)", 120);
        site.Browser.WaitUntil($"{Drawn}.length === {figures.Count}", 60);

        Assert.Equal(figures.Sum(figure => figure["data"]!.AsArray().Count), (int)site.Browser.Evaluate(Traces)!);
        Assert.Equal(0, (int)site.Browser.Evaluate("document.querySelectorAll('.output_error').length")!);
        Assert.Empty(site.Browser.Errors);
    }

    private static List<JsonNode> Figures(string name)
    {
        return
        [
            .. NotebookFile.Read(Lessons.Find(name).Path).Cells.SelectMany(cell => cell["outputs"]?.AsArray() ?? [])
                .Select(output => output!["data"]?["application/vnd.plotly.v1+json"]).OfType<JsonNode>(),
        ];
    }
}
