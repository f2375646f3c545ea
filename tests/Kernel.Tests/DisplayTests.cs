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
    public void Records_become_a_table_whose_text_is_encoded()
    {
        kernel.Execute("record Person(string Name, int Age);");
        var data = kernel.Execute("new[] { new Person(\"<Ada>\", 36) }").Data("execute_result");
        Assert.Contains("<th>Name</th>", (string?)data["text/html"], StringComparison.Ordinal);
        Assert.Contains("<td>&lt;Ada&gt;</td><td>36</td>", (string?)data["text/html"], StringComparison.Ordinal);
        Assert.Contains("Person", (string?)data["text/plain"], StringComparison.Ordinal);
    }

    [Fact]
    public void Long_sequences_are_cut_and_say_by_how_much() =>
        Assert.EndsWith("19, ... and 80 more ]", kernel.Execute("Enumerable.Range(0, 100)").ResultText, StringComparison.Ordinal);

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

    [Theory]
    [InlineData("new[] { (1, \"a\"), (2, \"b\") }", "<tr><th>Item1</th><th>Item2</th></tr>", "<tr><td>2</td><td>b</td></tr>")]
    [InlineData("new[] { new { Size = 2.5 } }", "<th>Size</th>", "<td>2.5</td>")]
    [InlineData("new List<Dictionary<string, int>> { new() { [\"a\"] = 1 }, new() { [\"b\"] = 2 } }", "<th>a</th><th>b</th>", "<tr><td></td><td>2</td></tr>")]
    [InlineData("new Dictionary<string, int> { [\"<k>\"] = 7 }", "<th>key</th><th>value</th>", "&lt;k&gt;</th>")]
    [InlineData("new[,] { { 1, 2 }, { 3, 4 } }", "<tr><td>1</td><td>2</td></tr>", "<tr><td>3</td><td>4</td></tr>")]
    [InlineData("Enumerable.Range(1, 4).GroupBy(number => number % 2)", "<th>Key</th><th>Items</th>", "<td>[ 1, 3 ]</td>")]
    public void Sequences_of_things_with_names_become_tables(string code, string head, string row)
    {
        var data = kernel.Execute(code).Data("execute_result");
        Assert.Contains(head, (string?)data["text/html"], StringComparison.Ordinal);
        Assert.Contains(row, (string?)data["text/html"], StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty((string?)data["text/plain"]));
    }

    [Fact]
    public void A_table_of_mixed_types_has_a_column_for_every_name()
    {
        kernel.Execute("record Shape(string Name); record Disc(string Name, double Radius) : Shape(Name); record Box(string Name, int Edge) : Shape(Name);");
        var html = (string?)kernel.Execute("new Shape?[] { new Disc(\"d\", 0.5), null, new Box(\"b\", 2) }").Data("execute_result")["text/html"];
        Assert.Contains("<th>Name</th><th>Radius</th><th>Edge</th>", html, StringComparison.Ordinal);
        Assert.Contains("<tr><td>d</td><td>0.5</td><td></td></tr><tr><td></td><td></td><td></td></tr><tr><td>b</td><td></td><td>2</td></tr>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Nested_objects_become_a_folded_tree()
    {
        kernel.Execute("record Town(string Name); class House { public Town Town { get; set; } = new(\"<Ulm>\"); public int[] Rooms { get; set; } = [1, 2]; }");
        var data = kernel.Execute("new House()").Data("execute_result");
        var html = (string?)data["text/html"];
        Assert.StartsWith("<details open><summary>House {", html, StringComparison.Ordinal);
        Assert.Contains("<details><summary>Town { Name = &lt;Ulm&gt; }</summary><table>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<Ulm>", html, StringComparison.Ordinal);
        Assert.Equal("House { Town = Town { Name = <Ulm> }, Rooms = [ 1, 2 ] }", (string?)data["text/plain"]);
    }

    [Theory]
    [InlineData("Enumerable.Range(0, 10_000)", "19, ... and 9,980 more ]")]
    [InlineData("Enumerable.Range(0, 50).Where(number => number % 2 == 0)", "38, ... and 5 more ]")]
    [InlineData("Forever()", "19, ... and more ]")]
    public void Left_out_items_are_counted(string code, string end)
    {
        kernel.Execute("IEnumerable<int> Forever() { for (var number = 0; ; number++) { yield return number; } }");
        Assert.EndsWith(end, kernel.Execute(code).ResultText, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_say_how_many_rows_are_left_out() =>
        Assert.EndsWith("</table><p>... and 9,980 more</p>",
            (string?)kernel.Execute("Enumerable.Range(0, 10_000).Select(number => new { number })").Data("execute_result")["text/html"], StringComparison.Ordinal);

    [Fact]
    public void Limits_can_be_set_and_set_back()
    {
        var run = kernel.Execute("""
            using Microsoft.DotNet.Interactive.Formatting;
            Formatter.ListExpansionLimit = 2; Formatter.NullString = "nothing"; Formatter.RecursionLimit = 1;
            display(new object?[] { null, 2, 3 }); display(new[] { new[] { 1 } });
            Formatter.ResetToDefault();
            display(new object?[] { null, 2, 3 });
            """);
        string[] expected = ["[ nothing, 2, ... and 1 more ]", "[ int[] ]", "[ <null>, 2, 3 ]"];
        Assert.Equal(expected, run.All("display_data").Select(static shown => (string?)shown["data"]!["text/plain"]));
    }

    [Fact]
    public void Wide_nests_stay_small()
    {
        kernel.Execute("object Nest(int depth) => depth == 0 ? 1 : Enumerable.Range(0, 20).Select(_ => Nest(depth - 1)).ToList();");
        var data = kernel.Execute("Nest(4)").Data("execute_result");
        Assert.InRange(((string)data["text/html"]!).Length + ((string)data["text/plain"]!).Length, 1_000, 400_000);
    }

    [Fact]
    public void Cycles_end()
    {
        kernel.Execute("class Node { public int Id; public Node? Next; } var node = new Node { Id = 1 }; node.Next = node;");
        Assert.Equal("Node { Id = 1, Next = (cycle: Node) }", kernel.Execute("node").ResultText);
        Assert.Equal("[ 1, (cycle: List<object>) ]", kernel.Execute("var loop = new List<object> { 1 }; loop.Add(loop); loop").ResultText);
    }

    [Fact]
    public void The_same_object_twice_is_no_cycle() =>
        Assert.Equal("[ [ 1 ], [ 1 ] ]", kernel.Execute("var one = new[] { 1 }; new[] { one, one }").ResultText);

    [Fact]
    public void A_property_that_throws_hides_no_other()
    {
        kernel.Execute("class Bad { public int Good => 1; public int Broken => throw new InvalidOperationException(\"not yet\"); public Span<int> None => default; }");
        Assert.Equal("Bad { Good = 1, Broken = (InvalidOperationException: not yet) }", kernel.Execute("new Bad()").ResultText);
    }

    [Fact]
    public void A_sequence_that_throws_fails_its_cell_and_names_the_reason() =>
        Assert.Contains("zero", kernel.Execute("new[] { 1, 0 }.Select(number => 1 / number)").Traceback, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void A_sequence_is_run_once_for_all_mime_types()
    {
        kernel.Execute("var runs = 0; IEnumerable<object> Once() { runs++; yield return new { Value = 1 }; }");
        Assert.True(kernel.Execute("Once()").Data("execute_result").ContainsKey("text/html"));
        Assert.Equal("1", kernel.Execute("runs").ResultText);
    }

    [Fact]
    public void An_unfinished_task_is_not_waited_for() =>
        Assert.Equal("Task { Status = WaitingForActivation }", kernel.Execute("new { Task = new TaskCompletionSource<int>().Task }.Task").ResultText);

    [Theory]
    [InlineData("1234.5", "1234.5")]
    [InlineData("new { Price = 0.5m }", "{ Price = 0.5 }")]
    [InlineData("(1.5, \"a\")", "(1.5, a)")]
    [InlineData("new Point(1.5, -2)", "Point { X = 1.5, Y = -2 }")]
    [InlineData("new DateTime(2026, 3, 4, 5, 6, 7)", "2026-03-04 05:06:07")]
    [InlineData("KeyValuePair.Create(\"k\", 0.5)", "KeyValuePair<string, double> { Key = k, Value = 0.5 }")]
    public void Numbers_and_dates_look_the_same_in_every_culture(string code, string text)
    {
        kernel.Execute("""
            using System.Globalization;
            record Point(double X, double Y);
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            """);
        var run = kernel.Execute($"CultureInfo.CurrentCulture = comma; Console.Write($\"{{1.5}}\"); {code}");
        Assert.Equal("1,5", run.Stream("stdout"));
        Assert.Equal(text, run.ResultText);
    }

    [Fact]
    public void Long_structures_take_a_line_for_each_part()
    {
        var text = kernel.Execute("Enumerable.Range(1, 3).Select(number => new { Name = new string('x', 40), Number = number })").ResultText;
        Assert.Equal(5, text.Split('\n').Length);
        Assert.EndsWith("  { Name = xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx, Number = 3 }\n]", text, StringComparison.Ordinal);
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
        Assert.Equal("eventext/plain", run.Stream("stdout"));
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
