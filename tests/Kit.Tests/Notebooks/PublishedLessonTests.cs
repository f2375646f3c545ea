using System.Text.Json.Nodes;
using VisionAttention.Kit;
using VisionAttention.Kit.Notebooks;

namespace Kit.Tests.Notebooks;

public sealed class PublishedLessonTests : IDisposable
{
    private const string Root = "/home/somebody/checkout";

    private readonly string _folder = Directory.CreateTempSubdirectory("publish-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Lessons => [.. Lesson.All(Path.Combine(Repository.Root, "notebooks")).Select(lesson => lesson.Path)];

    [Theory]
    [MemberData(nameof(Lessons))]
    public void A_notebook_is_written_as_it_was_read(string path) => Assert.Equal(File.ReadAllText(path), NotebookFile.Read(path).Text());

    [Fact]
    public void Every_kind_of_json_is_written_as_python_does()
    {
        const string Text = "{\n \"a\": [],\n \"b\": {},\n \"c\": [\n  1,\n  2.50,\n  true,\n  null,\n  \"\\\"\\\\\\n\\u0001é😀</x>\"\n ]\n}\n";
        Assert.Equal(Text, NotebookJson.Write(JsonNode.Parse(Text)));
    }

    [Fact]
    public void A_changed_cell_makes_the_notebook_stale_and_a_changed_sentence_does_not()
    {
        var notebook = Published();
        Assert.Empty(Problems(notebook));
        var code = Rewritten(notebook, json => json["cells"]![1]!["source"] = "loss + 1");
        Assert.Contains("the code has changed since", Assert.Single(Problems(code)), StringComparison.Ordinal);
        Assert.Empty(Problems(Rewritten(notebook, json => json["cells"]![0]!["source"] = "other words")));
        Assert.Contains("do not say from which code", Assert.Single(Problems(Rewritten(notebook, json => json["metadata"] = new JsonObject()))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_chart_without_its_own_picture_is_named()
    {
        var without = Rewritten(Published(), json => Output(json)["data"]!.AsObject().Remove("image/png"));
        var problem = Assert.Single(Problems(without));
        Assert.Contains("05-test, cell chart: the chart has no still picture", problem, StringComparison.Ordinal);
        Assert.Contains("./kit publish --no-execute 05-test", problem, StringComparison.Ordinal);
        var other = Rewritten(Published(), json => Output(json)["data"]![ChartOutput.FigureType]!["layout"]!["width"] = 900);
        Assert.Contains("no still picture of itself", Assert.Single(Problems(other)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_of_a_figures_members_does_not_matter()
    {
        var turned = Rewritten(Published(), json =>
        {
            var data = Output(json)["data"]!.AsObject();
            data[ChartOutput.FigureType] = new JsonObject(data[ChartOutput.FigureType]!.AsObject().Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        });
        Assert.Empty(Problems(turned));
    }

    [Fact]
    public void Large_outputs_errors_folders_and_machines_are_named()
    {
        var large = Rewritten(Published(), json => Output(json)["data"]!["text/plain"] = new string('x', PublishedLesson.MostOutputBytes));
        Assert.Contains("at most 200 KiB", Assert.Single(Problems(large)), StringComparison.Ordinal);
        var picture = Rewritten(Published(), json => Output(json)["data"]!["image/png"] = Convert.ToBase64String(new byte[ChartPicture.MostBytes + 1]));
        Assert.Contains("at most 120 KiB", Assert.Single(Problems(picture)), StringComparison.Ordinal);
        var named = Rewritten(Published(), json => Output(json)["data"]!["text/plain"] = $"{Root}/data on brain-7");
        Assert.Contains($"names the folder {Root}", Problems(named)[0], StringComparison.Ordinal);
        Assert.Contains("names the machine brain-7", Problems(named)[1], StringComparison.Ordinal);
        var failed = Rewritten(Published(), json => Output(json)["output_type"] = "error");
        Assert.Contains("the output is an error", Assert.Single(Problems(failed)), StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_of_this_machine_become_a_point()
    {
        var notebook = Rewritten(Published(), json => Output(json)["data"]!["text/plain"] = $"read {Root}/data/a.bin");
        notebook.ReplaceInOutputs(Root, ".");
        Assert.Contains("read ./data/a.bin", notebook.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_without_scripts_sees_the_picture_in_the_chart_s_place()
    {
        var html = NotebookFile.TextOf(Output(JsonNode.Parse(Published().Text())!)["data"]!["text/html"]);
        Assert.Matches("""^<div class="chart-0123456789abcdef" data-still><img alt="[^"]+" width="700" height="450" src="data:image/png;base64,AQID"></div>\n<script>""", html);
    }

    [Fact]
    public void A_picture_that_makes_the_output_too_large_stays_out_of_the_page()
    {
        var notebook = Executed();
        var chart = notebook.Charts.Single();
        chart.Put(new ChartPicture(new byte[100_000], 700, 450), PublishedLesson.MostOutputBytes);
        Assert.DoesNotContain("<img", notebook.Text(), StringComparison.Ordinal);
        Assert.True(chart.HasPicture);
        Assert.Empty(Problems(notebook));
    }

    [Fact]
    public void A_cell_s_tag_puts_its_last_chart_into_a_file_of_that_name()
    {
        var notebook = Rewritten(Published(), json => json["cells"]![1]!["metadata"] = JsonNode.Parse("""{"tags": ["exercise-x", "figure-many-heads"]}"""));
        LessonFigures.Write(notebook, new Workspace(_folder));
        var file = Assert.Single(Directory.GetFiles(LessonFigures.Folder(new Workspace(_folder))));
        Assert.Equal("many-heads.png", Path.GetFileName(file));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(file));

        var without = Rewritten(notebook, json => json["cells"]![1]!["outputs"] = new JsonArray());
        Assert.Contains("figure-many-heads shows no chart", Assert.Throws<KitException>(() => LessonFigures.Write(without, new Workspace(_folder))).Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Problems(NotebookFile notebook) => PublishedLesson.Problems("05-test", notebook, Root, "brain-7");

    private static JsonNode Output(JsonNode json) => json["cells"]![1]!["outputs"]![0]!;

    private NotebookFile Published()
    {
        var notebook = Executed();
        notebook.Charts.Single().Put(new ChartPicture([1, 2, 3], 700, 450), PublishedLesson.MostOutputBytes);
        return notebook;
    }

    private NotebookFile Executed()
    {
        const string Cells = """
            {"cells":[{"cell_type":"markdown","id":"text","metadata":{},"source":"words"},
            {"cell_type":"code","id":"chart","execution_count":COUNT,"metadata":{},"outputs":[OUTPUT],"source":["a\n","b"]}],"metadata":{"kernelspec":{"name":"x"}},"nbformat":4,"nbformat_minor":5}
            """;
        const string Chart = """
            {"output_type":"display_data","metadata":{},"data":{"text/plain":"chart","text/html":["<div class=\"chart-0123456789abcdef\" data-still>trust me</div>\n","<script>var x = 1;</script>"],
            "application/vnd.plotly.v1+json":{"data":[{"y":[1,2.5]}],"layout":{"width":700}}}}
            """;
        var notebook = Parsed(Cells.Replace("COUNT", "null", StringComparison.Ordinal).Replace("OUTPUT", "", StringComparison.Ordinal));
        notebook.TakeOutputs(Parsed(Cells.Replace("COUNT", "1", StringComparison.Ordinal).Replace("OUTPUT", Chart, StringComparison.Ordinal)));
        return notebook;
    }

    private NotebookFile Rewritten(NotebookFile notebook, Action<JsonNode> change)
    {
        var json = JsonNode.Parse(notebook.Text())!;
        change(json);
        return Parsed(json.ToJsonString());
    }

    private NotebookFile Parsed(string text)
    {
        var path = Path.Combine(_folder, "book.ipynb");
        File.WriteAllText(path, text);
        return NotebookFile.Read(path);
    }
}
