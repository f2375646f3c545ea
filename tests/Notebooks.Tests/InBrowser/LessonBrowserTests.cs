using System.Text.Json.Nodes;

namespace Notebooks.Tests.InBrowser;

/// <summary>Every lesson in the classic notebook of a real browser: as committed, and run there.</summary>
public sealed class LessonBrowserTests(LessonSite site) : IClassFixture<LessonSite>
{
    private const string Drawn = "Array.from(document.querySelectorAll('.js-plotly-plot')).filter(chart => chart.querySelector('.main-svg, canvas'))";
    private const string Traces = Drawn + ".reduce((sum, chart) => sum + chart.data.length, 0)";
    private const string Tall = Drawn + ".filter(chart => chart.getBoundingClientRect().height > 100).length";
    private const string Failed = "Array.from(document.querySelectorAll('.output_error')).map(output => output.innerText).join()";

    public static TheoryData<string> Names() => Lessons.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void It_opens_and_runs_and_draws_its_charts(string name)
    {
        var notebook = NotebookFile.Read(Lessons.Find(name).Path);
        var all = notebook.Cells.SelectMany(Figures).ToArray();
        Assert.NotEmpty(all);

        site.Open(name);
        AssertDrawn(all);

        site.Browser.Evaluate("Jupyter.notebook.clear_all_output()");
        site.Browser.WaitUntil($"{Drawn}.length === 0", 30);
        // What a heavy lesson trains is trained once, by another test; here it goes as far as its first chart.
        var last = notebook.IsHeavy ? notebook.Cells.Index().First(cell => Figures(cell.Item).Any()).Index : notebook.Cells.Count - 1;
        site.Browser.Evaluate($"Jupyter.notebook.execute_cell_range(0, {last + 1})");
        var done = $"Jupyter.notebook.get_cells().slice(0, {last + 1}).filter(cell => cell.cell_type === 'code').every(cell => cell.input_prompt_number > 0)";
        site.Browser.WaitUntil($"{done} || {Failed}.length > 0", 600);

        Assert.Equal("", (string)site.Browser.Evaluate(Failed)!);
        AssertDrawn([.. notebook.Cells.Take(last + 1).SelectMany(Figures)]);
        Assert.Empty(site.Browser.Errors);
        site.EndKernel();
    }

    private void AssertDrawn(JsonNode[] figures)
    {
        site.Browser.WaitUntil($"{Drawn}.length === {figures.Length}", 90);
        Assert.Equal(figures.Sum(figure => figure["data"]!.AsArray().Count), (int)site.Browser.Evaluate(Traces)!);
        Assert.Equal(figures.Length, (int)site.Browser.Evaluate(Tall)!);
        Assert.Empty(site.Browser.Errors);
    }

    private static IEnumerable<JsonNode> Figures(JsonObject cell) =>
        (cell["outputs"]?.AsArray() ?? []).Select(output => output!["data"]?["application/vnd.plotly.v1+json"]).OfType<JsonNode>();
}
