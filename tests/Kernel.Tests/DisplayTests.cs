using Kernel.Tests.Client;

namespace Kernel.Tests;

public sealed class DisplayTests(KernelProcess kernel) : IClassFixture<KernelProcess>
{
    [Fact]
    public void A_cell_that_ends_in_display_shows_it_once()
    {
        var run = kernel.Execute("display(5)");
        Assert.Equal("5", (string?)run.Data("display_data")["text/plain"]);
        Assert.Empty(run.All("execute_result"));
    }

    [Fact]
    public void An_update_from_a_later_cell_keeps_identity_and_mime_types()
    {
        var first = kernel.Execute("var shown = display(HTML(\"<b>1</b>\"));");
        var second = kernel.Execute("shown.Update(HTML(\"<b>2</b>\"));");
        var update = Assert.Single(second.All("update_display_data"));
        Assert.Equal((string?)Assert.Single(first.All("display_data"))["transient"]!["display_id"], (string?)update["transient"]!["display_id"]);
        Assert.Equal("<b>2</b>", (string?)update["data"]!["text/html"]);
    }

    [Fact]
    public void All_mime_types_of_a_type_come_in_one_bundle_with_plain_text_beside()
    {
        kernel.Execute("""
            using Microsoft.DotNet.Interactive.Formatting;
            class Figure { public override string ToString() => "a figure"; }
            Formatter.Register<Figure>((figure, writer) => writer.Write("<div>chart</div>"), "text/html");
            Formatter.Register<Figure>(figure => "{\"data\":[1]}", "application/vnd.plotly.v1+json");
            """);
        var data = kernel.Execute("new Figure()").Data("execute_result");
        Assert.Equal("<div>chart</div>", (string?)data["text/html"]);
        Assert.Equal(1, (int)data["application/vnd.plotly.v1+json"]!["data"]![0]!);
        Assert.Equal("a figure", (string?)data["text/plain"]);
    }

    [Fact]
    public void The_most_specific_type_and_the_latest_registration_win()
    {
        kernel.Execute("""
            using Microsoft.DotNet.Interactive.Formatting;
            class Animal { } class Dog : Animal { }
            Formatter.Register<Dog>(dog => "old dog", "text/html");
            Formatter.Register<Dog>(dog => "dog", "text/html");
            Formatter.Register<Animal>(animal => "animal", "text/html");
            """);
        Assert.Equal("dog", (string?)kernel.Execute("new Dog()").Data("execute_result")["text/html"]);
        Assert.Equal("animal", (string?)kernel.Execute("new Animal()").Data("execute_result")["text/html"]);
    }

    [Fact]
    public void Preferred_mime_types_choose()
    {
        kernel.Execute("""
            using Microsoft.DotNet.Interactive.Formatting;
            class Both { }
            Formatter.Register<Both>(both => "h", "text/html");
            Formatter.Register<Both>(both => "m", "text/markdown");
            Formatter.SetPreferredMimeTypesFor(typeof(Both), "text/markdown");
            """);
        var data = kernel.Execute("new Both()").Data("execute_result");
        Assert.Equal("m", (string?)data["text/markdown"]);
        Assert.False(data.ContainsKey("text/html"));
    }

    [Fact]
    public void An_object_with_its_own_bundle_shows_itself()
    {
        kernel.Execute("""class Own { public IReadOnlyDictionary<string, string> ToMimeBundle() => new Dictionary<string, string> { ["image/png"] = "aGk=" }; }""");
        Assert.Equal("aGk=", (string?)kernel.Execute("new Own()").Data("execute_result")["image/png"]);
    }

    [Fact]
    public void Display_as_a_method_and_clear_work()
    {
        var run = kernel.Execute("1.5.Display(); VisionAttention.Kernel.Display.Output.Clear(wait: true);");
        Assert.Equal("1.5", (string?)run.Data("display_data")["text/plain"]);
        Assert.True((bool)Assert.Single(run.All("clear_output"))["wait"]!);
    }

    [Theory]
    [InlineData("HTML(\"<p>a &lt; b</p><p>c</p>\")", "text/html", "<p>a &lt; b</p><p>c</p>", "a < b\nc")]
    [InlineData("Markdown(\"# Title\")", "text/markdown", "# Title", "# Title")]
    [InlineData("SVG(\"<svg><title>Loss</title></svg>\")", "image/svg+xml", "<svg><title>Loss</title></svg>", "Loss")]
    [InlineData("HTML(\"<table><tr><td>1</td><td>2</td></tr></table>\")", "text/html", "<table><tr><td>1</td><td>2</td></tr></table>", "1\t2")]
    public void Texts_of_a_mime_type_come_with_their_words_in_plain(string code, string mimeType, string content, string words)
    {
        var data = kernel.Execute(code).Data("execute_result");
        Assert.Equal(content, (string?)data[mimeType]);
        Assert.Equal(words, (string?)data["text/plain"]);
        Assert.Equal(mimeType == "text/plain" ? 1 : 2, data.Count);
    }

    [Theory]
    [InlineData("display(1.5, \"text/html\");", "text/html", "<pre>1.5</pre>")]
    [InlineData("\"{\\\"a\\\":1}\".DisplayAs(\"text/markdown\");", "text/markdown", "{\"a\":1}")]
    [InlineData("Javascript(\"f();\");", "text/html", "<script type=\"text/javascript\">f();</script>")]
    [InlineData("CSS(\"p { }\");", "text/html", "<style>p { }</style>")]
    [InlineData("display((string?)null);", "text/plain", "<null>")]
    public void Display_functions_keep_the_names_notebooks_use(string code, string mimeType, string content)
    {
        var data = kernel.Execute(code).Data("display_data");
        Assert.Equal(content, (string?)data[mimeType]);
        Assert.True(data.ContainsKey("text/plain"));
    }

    [Fact]
    public void Bytes_of_pictures_are_shown_as_pictures()
    {
        const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAADElEQVR42mNgIB4AAAA1AAFmZ8vfAAAAAElFTkSuQmCC";
        var data = kernel.Execute($"Convert.FromBase64String(\"{Png}\")").Data("execute_result");
        Assert.Equal(Png, (string?)data["image/png"]);
        Assert.Equal("PNG image of 3 x 2 pixels, 69 bytes", (string?)data["text/plain"]);

        // The start of a file, with one comment segment before the frame header of 7 x 5 pixels.
        const string Jpeg = "new byte[] { 0xFF, 0xD8, 0xFF, 0xFE, 0, 4, 1, 2, 0xFF, 0xC0, 0, 11, 8, 0, 5, 0, 7, 1, 1, 0x11, 0 }";
        data = kernel.Execute(Jpeg).Data("execute_result");
        Assert.StartsWith("/9j/", (string?)data["image/jpeg"], StringComparison.Ordinal);
        Assert.Equal("JPEG image of 7 x 5 pixels, 21 bytes", (string?)data["text/plain"]);
        Assert.Equal("[ 1, 2 ]", kernel.Execute("new byte[] { 1, 2 }").ResultText);
    }

    [Fact]
    public void Own_bundles_may_hold_bytes_and_objects_and_may_be_a_property()
    {
        kernel.Execute("""
            class Plot
            {
                public Dictionary<string, object> MimeBundle => new() { ["image/png"] = new byte[] { 1, 2 }, ["application/vnd.x+json"] = new { width = 5 }, ["text/plain"] = "plot" };
            }
            """);
        var data = kernel.Execute("new Plot()").Data("execute_result");
        Assert.Equal("AQI=", (string?)data["image/png"]);
        Assert.Equal(5, (int)data["application/vnd.x+json"]!["width"]!);
        Assert.Equal("plot", (string?)data["text/plain"]);
        Assert.Contains("<img src=\"data:image/png;base64,AQI=\">", (string?)kernel.Execute("new[] { new { Name = \"a\", Plot = new Plot() } }").Data("execute_result")["text/html"], StringComparison.Ordinal);
    }

    [Fact]
    public void Formatters_are_used_inside_tables_and_open_generic_types_may_be_registered()
    {
        kernel.Execute("""
            using Microsoft.DotNet.Interactive.Formatting;
            class Cell<T> { public T Value = default!; }
            Formatter.Register(typeof(Cell<>), (cell, writer) => writer.Write("<b>cell</b>"), "text/html");
            Formatter.Register(typeof(Cell<>), (cell, writer) => writer.Write("cell"));
            """);
        var data = kernel.Execute("new[] { new { Cell = new Cell<int>() } }").Data("execute_result");
        Assert.Contains("<td><b>cell</b></td>", (string?)data["text/html"], StringComparison.Ordinal);
        Assert.Equal("[ { Cell = cell } ]", (string?)data["text/plain"]);
    }

    [Fact]
    public void A_formatter_that_gives_false_leaves_the_value_to_the_usual_display()
    {
        var run = kernel.Execute("""
            using Microsoft.DotNet.Interactive.Formatting;
            record Mark(int Value);
            Formatter.Register<Mark>((mark, context) => { context.Writer.Write("even"); return mark.Value % 2 == 0; }, "text/plain");
            display(new Mark(2)); display(new Mark(3));
            Console.Write(new Mark(4).ToDisplayString() + string.Join(' ', Formatter.GetPreferredMimeTypesFor(typeof(Mark))));
            """);
        Assert.Equal(["even", "Mark { Value = 3 }"], run.All("display_data").Select(static shown => (string?)shown["data"]!["text/plain"]));
        Assert.Equal("eventext/html", run.Stream("stdout"));
    }

    [Theory]
    [InlineData("class Slow { public int Value { get { Console.Write(\"read\"); return 1; } } }", "Slow")]
    [InlineData("record Slow { public int Value { get { Console.Write(\"read\"); return 1; } } }", "Slow")]
    [InlineData("class Slow { public int Value { get { Console.Write(\"read\"); return 1; } } public override string ToString() => \"slow\"; }", "slow")]
    [InlineData("class Slow : List<int> { public Slow() => Add(1); }", "Slow")]
    public void What_a_formatter_writes_is_not_read_for_the_text_beside_it(string type, string text)
    {
        kernel.Execute($"{type}\nMicrosoft.DotNet.Interactive.Formatting.Formatter.Register<Slow>(s => \"<b>s</b>\", \"text/html\");");
        var run = kernel.Execute("display(new Slow(), \"text/html\"); display(new[] { new { Slow = new Slow() } }); new Slow()");
        Assert.Equal("<b>s</b>", (string?)run.Data("execute_result")["text/html"]);
        Assert.Equal([text, $"[ {{ Slow = {text} }} ]"], run.All("display_data").Select(static shown => (string?)shown["data"]!["text/plain"]));
        Assert.Equal(text, run.ResultText);
        Assert.Equal("", run.Stream("stdout"));

        // Who asks for the text gets it.
        Assert.Contains("1", (string?)kernel.Execute("display(new Slow(), \"text/plain\");").Data("display_data")["text/plain"] + (text == "slow" ? "1" : ""), StringComparison.Ordinal);
    }

    [Fact]
    public void A_formatter_that_throws_fails_the_cell_with_its_own_error()
    {
        kernel.Execute("using Microsoft.DotNet.Interactive.Formatting; class Sick { } Formatter.Register<Sick>(_ => throw new FormatException(\"no words\"), \"text/html\");");
        Assert.Contains("no words", kernel.Execute("new Sick()").Traceback, StringComparison.Ordinal);
    }

    [Fact]
    public void The_namespaces_notebooks_open_are_there() => Assert.Equal("ok", kernel.Execute("""
        using Microsoft.DotNet.Interactive;
        using Microsoft.DotNet.Interactive.Commands;
        using Microsoft.DotNet.Interactive.Events;
        using Microsoft.DotNet.Interactive.Formatting;
        using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;
        """).Status);

    [Fact]
    public void A_displayed_value_of_several_mime_types_keeps_them_on_update()
    {
        var run = kernel.Execute("""
            var progress = display("0 %"); progress.Update("50 %"); progress.Update(HTML("<b>done</b>"));
            var table = new[] { new { A = 1 } }.DisplayTable(); table.Update("gone");
            """);
        var updates = run.All("update_display_data");
        Assert.Equal("50 %", (string?)updates[0]["data"]!["text/plain"]);
        Assert.Equal("<b>done</b>", (string?)updates[1]["data"]!["text/html"]);
        Assert.Equal("<pre>gone</pre>", (string?)updates[2]["data"]!["text/html"]);
    }
}
