using System.Text.Json.Nodes;
using Kernel.Tests.Client;

namespace Kernel.Tests;

/// <summary>In the cells of these tests a bar marks the cursor.</summary>
public sealed class CompletionTests(KernelProcess kernel) : IClassFixture<KernelProcess>
{
    [Theory]
    [InlineData("\"text\".Leng|", "Length")]
    [InlineData("Console.WriteL|", "WriteLine")]
    [InlineData("System.Threading.Task|", "Tasks")]
    [InlineData("using System.Globali|", "Globalization")]
    [InlineData("using static System.Mat|", "Math")]
    [InlineData("var s = \"\"; s?.Leng|", "Length")]
    [InlineData("var s = \"\"; s?.Trim().Leng|", "Length")]
    [InlineData("DateTime? d = null; d?.Yea|", "Year")]
    [InlineData("new List<int> { 1 }.Where(number => number.CompareT|", "CompareTo")]
    [InlineData("Enumerable.Range(0, 3).Sele|", "Select")]
    [InlineData("DayOfWeek.Mon|", "Monday")]
    [InlineData("int.Pars|", "Parse")]
    [InlineData("Uri.UriSchemeHttp|", "UriSchemeHttp")]
    [InlineData("new StringBuil|", "StringBuilder")]
    [InlineData("StringBuil|", "StringBuilder")]
    [InlineData("forea|", "foreach")]
    [InlineData("displ|", "display")]
    [InlineData("record Person(string Name); new Person(\"a\").Nam|", "Name")]
    [InlineData("class P { public int Depth { get; set; } } new P { Dep|", "Depth")]
    [InlineData("class P { public int Depth { get; set; } } new P { |", "Depth")]
    [InlineData("Task.Delay(1).ContinueWith(done => done.IsComplet|", "IsCompleted")]
    [InlineData("void F(int first) { var firstDouble = 2; firs|", "first")]
    [InlineData("string.Join(separa|", "separator:")]
    [InlineData("(int Width, int Height) size = (1, 2); size.Wid|", "Width")]
    [InlineData("Console.Write($\"{DateTime.No|}\")", "Now")]
    [InlineData("var array = new[] { 1 }; array[0..arr|]", "array")]
    public void The_name_is_offered(string code, string expected) => Assert.Contains(expected, Matches(code));

    [Theory]
    [InlineData("var s = \"\";\ns.Leng|\nvar y = 5;")]
    [InlineData("var s = \"\";\ns.|\nvar y = 5;")]
    [InlineData("var s = \"\";\ns.|\nConsole.WriteLine(s);")]
    [InlineData("var s = \"\"\ns.Leng|\nif (true {")]
    [InlineData("var a = (1 + ;\nvar s = \"\";\ns.Leng|")]
    [InlineData("}\nvar s = \"\"; s.Leng|")]
    [InlineData("var s = \"\";\nforeach (var c in s.|")]
    [InlineData("var s = \"\";\nConsole.WriteLine(s.Leng|\nvar t = 1")]
    public void Errors_elsewhere_in_the_cell_do_no_harm(string code) => Assert.Contains("Length", Matches(code));

    [Theory]
    [InlineData("// Consol|")]
    [InlineData("var s = \"Consol|\";")]
    [InlineData("var n = 12|")]
    [InlineData("#!markdown\nConsol|")]
    [InlineData("/* Consol| */")]
    [InlineData("var s = $\"{1} Consol|\";")]
    [InlineData("Undefined.Consol|")]
    public void Nothing_is_offered_where_nothing_fits(string code) => Assert.Empty(Matches(code));

    [Fact]
    public void Code_after_other_languages_is_completed() => Assert.Contains("Console", Matches("#!markdown\nIt isn't \"code\n#!csharp\nConsol|"));

    [Fact]
    public void Names_of_earlier_cells_come_before_types_and_newer_before_older()
    {
        kernel.Execute("var streetOld = 1;");
        kernel.Execute("var streetNew = 2; int StreetFunction() => 1;");
        kernel.Execute("1"); kernel.Execute("2"); kernel.Execute("3"); kernel.Execute("4"); kernel.Execute("5");
        Assert.Equal(["streetNew", "streetOld", "StreetFunction", "Stream"], Matches("stre|").Take(4));
    }

    [Fact]
    public void What_was_used_last_comes_first_and_the_typed_case_before_that()
    {
        var used = Matches("var list = new List<int>();\nlist.AddRange([1]);\nlist.A|");
        Assert.Equal("AddRange", used[0]);
        var cased = Matches("var Total = 1; var total = 2;\nTotal + tot|");
        Assert.Equal(["total", "Total"], cased.Take(2));
    }

    [Fact]
    public void Members_come_before_extensions_and_those_of_object()
    {
        var matches = Matches("new List<string>().|");
        Assert.True(matches.IndexOf("TrueForAll") < matches.IndexOf("GetHashCode"));
        Assert.True(matches.IndexOf("GetHashCode") < matches.IndexOf("Aggregate"));
    }

    [Fact]
    public void Short_names_of_types_come_before_long_ones()
    {
        var matches = Matches("Conso|");
        Assert.Equal(["Console", "ConsoleKey", "ConsoleColor"], matches.Take(3));
    }

    [Fact]
    public void Statics_and_instance_members_are_kept_apart()
    {
        Assert.DoesNotContain("Length", Matches("string.|"));
        Assert.DoesNotContain("IsNullOrEmpty", Matches("\"\".|"));
    }

    [Fact]
    public void Members_already_set_are_not_offered_again() =>
        Assert.Equal(["Second"], Matches("class P { public int First; public int Second; } new P { First = 1, |"));

    [Fact]
    public void Kinds_signatures_and_documentation_come_along()
    {
        var reply = Complete("Math.Ma|");
        var entry = reply["metadata"]!["_jupyter_types_experimental"]!.AsArray().Single(static entry => (string?)entry!["text"] == "Max")!;
        Assert.Equal("method", (string?)entry["type"]);
        Assert.Equal(5, (int)entry["start"]!);
        Assert.Equal(7, (int)entry["end"]!);
        Assert.Matches(@"^\(\w+ val1, \w+ val2\) -> \w+ \(\+ \d+ more\)$", (string?)entry["signature"]);
        Assert.Contains("larger of two", (string?)entry["documentation"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Consol|", "Console", "class")]
    [InlineData("\"\".Leng|", "Length", "property")]
    [InlineData("System.Tex|", "Text", "module")]
    [InlineData("DayOfWeek.Mo|", "Monday", "enum member")]
    [InlineData("DayOfWee|", "DayOfWeek", "enum")]
    [InlineData("IDispos|", "IDisposable", "interface")]
    [InlineData("DateTim|", "DateTime", "struct")]
    [InlineData("#!ti|", "#!time", "directive")]
    [InlineData("whil|", "while", "keyword")]
    public void Each_kind_is_named(string code, string text, string kind)
    {
        var entries = Complete(code)["metadata"]!["_jupyter_types_experimental"]!.AsArray();
        Assert.Equal(kind, (string?)entries.Single(entry => (string?)entry!["text"] == text)!["type"]);
    }

    [Fact]
    public void Code_points_are_counted_not_utf16_units()
    {
        var reply = Complete("var s = \"😀😀\"; s.Leng|");
        Assert.Equal(15, (int)reply["cursor_start"]! + 1 - "s.".Length);
        Assert.Equal(20, (int)reply["cursor_end"]!);
        Assert.Equal("Length", (string?)reply["matches"]![0]);
    }

    [Fact]
    public void Files_complete_in_directives_and_strings()
    {
        Directory.CreateDirectory(Path.Combine(kernel.Folder, "scripts", "inner"));
        File.WriteAllText(Path.Combine(kernel.Folder, "scripts", "tools.csx"), "");
        File.WriteAllText(Path.Combine(kernel.Folder, "scripts", "tools.dll"), "");
        Assert.Equal(["scripts/"], Matches("#load \"scr|"));
        Assert.Equal(["tools.csx", "inner/"], Matches("#load \"scripts/|"));
        Assert.Equal(["tools.dll"], Matches("var x = 1;\n#r \"scripts/to|\"\nx"));
        Assert.Equal(["tools.csx", "tools.dll"], Matches("File.ReadAllText(\"scripts/to|\")"));
        Assert.Equal(["tools.csx"], Matches("#!import scripts/to|"));
        Assert.Equal(15, (int)Complete("#load \"scripts/to|")["cursor_start"]!);
    }

    [Theory]
    [InlineData("#l|", "#load")]
    [InlineData("1 + 1\n  #!who|", "#!who,#!whos")]
    [InlineData("#!zzz|", "")]
    [InlineData("var s = \"\"\"\n#lo|\n\"\"\";", "")]
    public void Directives_complete_at_the_start_of_a_line(string code, string expected) => Assert.Equal(expected, string.Join(',', Matches(code)));

    [Theory]
    [InlineData("|")]
    [InlineData("|\n#!")]
    [InlineData("\"|")]
    [InlineData("a.|.b")]
    [InlineData("#|")]
    [InlineData(".|")]
    [InlineData("\n\n|")]
    public void Odd_places_get_an_answer(string code) => Assert.Equal("ok", (string?)Complete(code)["status"]);

    [Theory]
    [InlineData(-5)]
    [InlineData(5_000)]
    public void A_cursor_outside_of_the_cell_gets_an_answer(int cursor)
    {
        foreach (var type in (string[])["complete_request", "inspect_request"])
        {
            Assert.Equal("ok", (string?)kernel.Request(type, new JsonObject { ["code"] = "Math.Ma", ["cursor_pos"] = cursor }).Content["status"]);
        }
    }

    private JsonObject Complete(string marked)
    {
        var at = marked.IndexOf('|', StringComparison.Ordinal);
        var code = marked.Remove(at, 1);
        var cursor = marked[..at].EnumerateRunes().Count();
        return kernel.Request("complete_request", new JsonObject { ["code"] = code, ["cursor_pos"] = cursor }).Content;
    }

    private List<string> Matches(string marked)
    {
        var reply = Complete(marked);
        Assert.Equal("ok", (string?)reply["status"]);
        return [.. reply["matches"]!.AsArray().Select(static match => (string)match!)];
    }
}
