using System.Text.Json.Nodes;
using Kernel.Tests.Client;
using VisionAttention.Kernel.Execution;

namespace Kernel.Tests;

/// <summary>In the cells of these tests a bar marks the cursor.</summary>
public sealed class InspectionTests(KernelProcess kernel) : IClassFixture<KernelProcess>
{
    [Theory]
    [InlineData("Math.Sq|rt(2)", "double Math.Sqrt(double d)", "square root")]
    [InlineData("Math.Sqrt(|2)", "double Math.Sqrt(double d)", "square root")]
    [InlineData("Math.Sqrt|", "double Math.Sqrt(double d)", "square root")]
    [InlineData("Math.Sqrt(2, |", "double Math.Sqrt(double d)", "square root")]
    [InlineData("var items = new List<int>(); items.Ad|d(1)", "void List<int>.Add(int item)", "Adds an object to the end")]
    [InlineData("\"abc\".Lengt|h", "int string.Length { get; }", "number of characters")]
    [InlineData("new[] { 1 }.Selec|t(n => n)", "Select<int, int>", "Projects each element")]
    [InlineData("Environ|ment", "class Environment", "current environment")]
    [InlineData("if (true {\n}}\nMath.Sq|rt(2)", "double Math.Sqrt(double d)", "square root")]
    [InlineData("displa|y(1)", "display(object? value, params string[] mimeTypes)", "Shows a value below the cell")]
    [InlineData("#!ti|me", "#!time", "how long")]
    public void Signature_and_summary_are_shown(string code, string signature, string summary)
    {
        var text = Text(code);
        Assert.Contains(signature, text, StringComparison.Ordinal);
        Assert.Contains(summary, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Overloads_are_counted_and_listed_on_demand()
    {
        Assert.Matches(@"^void Console\.WriteLine\(.*\) \(\+ 1\d overloads\)\n", Text("Console.WriteLine|"));
        var all = Text("Console.WriteLine|", detailLevel: 1);
        Assert.InRange(all.Split("\n\n")[0].Split('\n').Length, 15, 30);
    }

    [Fact]
    public void A_constructor_is_shown_for_a_new_object()
    {
        Assert.Contains("StringBuilder.StringBuilder(int capacity) (+ 5 overloads)", Text("new StringBuilder(|5)"), StringComparison.Ordinal);
        Assert.Contains("StringBuilder.StringBuilder(int capacity)", Text("new StringBuil|der(5)"), StringComparison.Ordinal);
    }

    [Fact]
    public void Detail_adds_parameters_result_errors_and_remarks()
    {
        Assert.DoesNotContain("Parameters:", Text("Convert.FromBase64String(|\"\")"), StringComparison.Ordinal);
        var text = Text("Convert.FromBase64String(|\"\")", detailLevel: 1);
        foreach (var part in (string[])["Parameters:\n- s: The string", "Returns: An array", "Throws:\n- ArgumentNullException:", "FormatException"])
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Variables_of_earlier_cells_show_type_value_and_comment()
    {
        kernel.Execute("""
            /// The size of a step.
            var rate = 0.5;
            /// <summary>Doubles.</summary> <param name="value">What to double.</param>
            int Twice(int value) => 2 * value;
            """);
        Assert.Equal("double rate = 0.5\n\nThe size of a step.", Text("ra|te"));
        Assert.Equal("int Twice(int value)\n\nDoubles.", Text("Twi|ce(1)"));
        Assert.Contains("- value: What to double.", Text("Twi|ce(1)", detailLevel: 1), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_declared_in_the_cell_itself_are_known()
    {
        Assert.Equal("int count", Text("var cou|nt = 3;"));
        Assert.Equal("int count", Text("var count = 3; cou|nt"));
        Assert.Contains("int number", Text("new[] { 1 }.Select(number => num|ber)"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_brings_its_own_documentation()
    {
        var assembly = Path.Combine(kernel.Folder, "Kernel.Tests.dll");
        File.Copy(typeof(InspectionTests).Assembly.Location, assembly);
        File.WriteAllText(Path.ChangeExtension(assembly, ".xml"), """
            <doc><members><member name="T:Other"/><member name="T:Kernel.Tests.Client.CellRun"><summary>What <see cref="T:System.Net.Http.HttpClient"/> and
               <c>x</c> share.<para>More &lt;here&gt;.</para></summary></member></members></doc>
            """);
        kernel.Execute("#r \"Kernel.Tests.dll\"");
        Assert.EndsWith("\n\nWhat HttpClient and x share.\nMore <here>.", Text("Kernel.Tests.Client.CellR|un"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rewritten_documentation_file_is_read_again_and_a_broken_one_is_no_error()
    {
        var path = Path.Combine(kernel.Folder, "documentation.xml");
        var file = new XmlDocumentationFile(path);
        Assert.Null(file.Find("T:A"));
        File.WriteAllText(path, "<doc><members><member name=\"T:A\"><summary>one</summary></member></members></doc>");
        Assert.Equal("<member name=\"T:A\"><summary>one</summary></member>", file.Find("T:A"));
        File.WriteAllText(path, "<doc><members><member name=\"T:B\"></member><member name=\"T:A\">two</member><member name=\"T:C\">");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(5));
        Assert.Equal("<member name=\"T:A\">two</member>", file.Find("T:A"));
        Assert.Null(file.Find("T:C"));
    }

    [Fact]
    public void Markdown_comes_beside_plain_text()
    {
        var data = (JsonObject)Inspect("Math.Sq|rt(2)", 0)["data"]!;
        Assert.StartsWith("```csharp\ndouble Math.Sqrt(double d)\n```\n\nReturns the square root", (string?)data["text/markdown"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("|")]
    [InlineData("12|34")]
    [InlineData("\"te|xt\"")]
    [InlineData("unkno|wn")]
    [InlineData("#!markdown\nMath.Sq|rt")]
    public void Nothing_is_found_where_nothing_is(string code)
    {
        var reply = Inspect(code, 0);
        Assert.Equal("ok", (string?)reply["status"]);
        Assert.False((bool)reply["found"]!);
    }

    private string Text(string marked, int detailLevel = 0) => (string?)Inspect(marked, detailLevel)["data"]!["text/plain"] ?? "";

    private JsonObject Inspect(string marked, int detailLevel)
    {
        var at = marked.IndexOf('|', StringComparison.Ordinal);
        return kernel.Request("inspect_request", new JsonObject { ["code"] = marked.Remove(at, 1), ["cursor_pos"] = at, ["detail_level"] = detailLevel }).Content;
    }
}
