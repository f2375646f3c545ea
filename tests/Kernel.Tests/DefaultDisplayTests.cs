using Kernel.Tests.Client;

namespace Kernel.Tests;

/// <summary>How values look for which nobody registered a formatter: tables, trees, limits, numbers.</summary>
public sealed class DefaultDisplayTests(KernelProcess kernel) : IClassFixture<KernelProcess>
{
    [Fact]
    public void Records_become_a_table_whose_text_is_encoded()
    {
        kernel.Execute("record Person(string Name, int Age);");
        var data = kernel.Execute("new[] { new Person(\"<Ada>\", 36) }").Data("execute_result");
        Assert.Contains("<th>Name</th>", (string?)data["text/html"], StringComparison.Ordinal);
        Assert.Contains("<td>&lt;Ada&gt;</td><td>36</td>", (string?)data["text/html"], StringComparison.Ordinal);
        Assert.Contains("Person", (string?)data["text/plain"], StringComparison.Ordinal);
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
    public void Tables_of_data_and_their_rows_become_tables()
    {
        kernel.Execute("""
            var data = new System.Data.DataTable();
            data.Columns.Add("City"); data.Columns.Add("Size", typeof(double));
            data.Rows.Add("<Ulm>", 2.5); data.Rows.Add("Bonn", null);
            """);
        foreach (var code in new[] { "data", "data.Rows", "data.Select()", "data.DefaultView" })
        {
            var shown = kernel.Execute(code).Data("execute_result");
            Assert.Equal("<table><thead><tr><th>City</th><th>Size</th></tr></thead><tbody><tr><td>&lt;Ulm&gt;</td><td>2.5</td></tr><tr><td>Bonn</td><td>&lt;null&gt;</td></tr></tbody></table>", (string?)shown["text/html"]);
            Assert.Matches(@"\{ City = <Ulm>, Size = 2.5 \}, .*\{ City = Bonn, Size = <null> \}", (string?)shown["text/plain"]);
        }

        Assert.Equal("[]", kernel.Execute("new System.Data.DataTable(\"empty\")").ResultText);
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
}
