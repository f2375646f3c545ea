using Kernel.Tests.Client;

namespace Kernel.Tests;

public sealed class CellTests(KernelProcess kernel) : IClassFixture<KernelProcess>
{
    [Fact]
    public void The_native_frames_of_a_message_are_left_out()
    {
        var run = kernel.Execute("throw new System.Runtime.InteropServices.ExternalException(\"shapes differ\\nException raised from meta at x.cpp:1 (most recent call first):\\nframe #0: c10::Error\\n\");");

        Assert.Equal("shapes differ", (string?)run.Reply.Content["evalue"]);
        Assert.Contains("ExternalException\e[0m: shapes differ\n", run.Traceback, StringComparison.Ordinal);
        Assert.DoesNotContain("\nframe #", run.Traceback, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_survive_a_throw_in_their_own_cell()
    {
        kernel.Execute("var before = 3;\nthrow new Exception(\"half-way\");");
        Assert.Equal("3", kernel.Execute("before").ResultText);
    }

    [Fact]
    public void Variables_types_and_methods_can_be_declared_again()
    {
        kernel.Execute("var again = 1; class Twice { public int A = 1; } int Number() => 1;");
        kernel.Execute("var again = \"two\"; class Twice { public int B = 2; } int Number() => 2;");
        Assert.Equal("two 2 2", kernel.Execute("$\"{again} {new Twice().B} {Number()}\"").ResultText);
    }

    [Fact]
    public void Using_lines_persist()
    {
        kernel.Execute("using System.Globalization;");
        Assert.Equal("1.5", kernel.Execute("1.5.ToString(CultureInfo.InvariantCulture)").ResultText);
    }

    [Fact]
    public void A_cell_may_await() => Assert.Equal("4", kernel.Execute("await Task.Delay(20); await Task.FromResult(4)").ResultText);

    [Fact]
    public void A_semicolon_hides_the_result() => Assert.Empty(kernel.Execute("Math.Max(1, 2);").All("execute_result"));

    [Fact]
    public void A_comment_alone_is_answered() => Assert.Equal("ok", kernel.Execute("// nothing to do").Status);

    [Fact]
    public void A_framework_part_outside_the_short_list_is_found() =>
        Assert.Equal("t", kernel.Execute("new System.Data.DataTable(\"t\").TableName").ResultText);

    [Fact]
    public void A_compile_error_shows_line_column_and_text()
    {
        var run = kernel.Execute("var one = 1;\nfor (;;) { var two = missing + 1; }");
        Assert.Contains("line 2, column 22: error CS0103", run.Traceback, StringComparison.Ordinal);
        Assert.Contains("    for (;;) { var two = missing + 1; }\n                         ^^^^^^^", run.Traceback, StringComparison.Ordinal);
    }

    [Fact]
    public void A_traceback_names_cell_and_line_and_no_frame_of_the_kernel()
    {
        var first = kernel.Execute("void Thrower()\n{\n    throw new InvalidOperationException(\"boom\");\n}");
        var run = kernel.Execute("var x = 1;\nThrower();");
        Assert.Contains($"In[{(int)first.Reply.Content["execution_count"]!}]\e[0m, line 3", run.Traceback, StringComparison.Ordinal);
        Assert.Contains($"In[{(int)run.Reply.Content["execution_count"]!}]\e[0m, line 2", run.Traceback, StringComparison.Ordinal);
        Assert.DoesNotContain("VisionAttention", run.Traceback, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_streams_arrive()
    {
        var run = kernel.Execute("Console.Write(\"out\"); Console.Error.Write(\"err\");");
        Assert.Equal("out", run.Stream("stdout"));
        Assert.Equal("err", run.Stream("stderr"));
    }

    [Theory]
    [InlineData("foreach (var half in \"a😀b\") { Console.Write(half); Thread.Sleep(60); }", "a😀b")]
    [InlineData("foreach (var half in \"😀😀\") { Console.Write(half); Console.Out.Flush(); }", "😀😀")]
    [InlineData("Console.Write(new string('x', 65_536) + \"😀\"[0]); Thread.Sleep(60); Console.Write(\"😀\"[1]);", "😀")]
    [InlineData("Console.Write(\"😀\"[0]); display(1); Console.Write(\"😀\"[1]);", "😀")]
    [InlineData("Console.Write(\"a\" + \"😀\"[0]);", "a\uFFFD")]
    public void An_emoji_that_is_written_in_halves_arrives_whole(string code, string text) =>
        Assert.Equal(text, kernel.Execute(code).Stream("stdout").TrimStart('x'));

    [Fact]
    public void An_emoji_at_the_end_of_a_shortened_text_is_not_cut_in_half()
    {
        var html = (string)kernel.Execute("Enumerable.Range(0, 2).Select(odd => new { Words = new string('x', odd) + string.Concat(Enumerable.Repeat(\"😀\", 9_999)) })").Data("execute_result")["text/html"]!;
        Assert.Contains("more characters", html, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', html);
    }

    [Fact]
    public void Load_runs_a_file_whose_own_directives_and_using_lines_work()
    {
        Directory.CreateDirectory(Path.Combine(kernel.Folder, "inner"));
        File.WriteAllText(Path.Combine(kernel.Folder, "outer.csx"), "#load \"inner/deep.csx\"\nusing System.Net.Mail;\nint Doubled => deep * 2;\n");
        File.WriteAllText(Path.Combine(kernel.Folder, "inner", "deep.csx"), "#load \"deeper.csx\"\nvar deep = deeper + 1;\n");
        File.WriteAllText(Path.Combine(kernel.Folder, "inner", "deeper.csx"), "var deeper = 20;\n");
        Assert.Equal("ok", kernel.Execute("#load \"outer.csx\"").Status);
        Assert.Equal("42", kernel.Execute("Doubled").ResultText);
        Assert.Equal("MailAddress", kernel.Execute("typeof(MailAddress).Name").ResultText);
    }

    [Fact]
    public void A_missing_reference_names_the_file_and_the_line() =>
        Assert.Contains("line 2: #r \"no/such.dll\": no such file", kernel.Execute("\n#r \"no/such.dll\"").Traceback, StringComparison.Ordinal);

    [Fact]
    public void A_referenced_assembly_works_and_loads_once()
    {
        var library = typeof(FactAttribute).Assembly;
        var file = Path.GetFileName(library.Location);
        File.Copy(library.Location, Path.Combine(kernel.Folder, file), overwrite: true);
        Assert.Equal("FactAttribute", kernel.Execute($"#r \"{file}\"\ntypeof(Xunit.FactAttribute).Name").ResultText);
        var count = kernel.Execute($"#r \"{file}\"\nAppDomain.CurrentDomain.GetAssemblies().Count(a => a.GetName().Name == \"{library.GetName().Name}\")");
        Assert.Equal("1", count.ResultText);
    }

    [Fact]
    public void A_package_the_feed_lacks_gives_an_honest_error() =>
        Assert.Contains("cannot be restored", kernel.Execute("#r \"nuget: Vision.Attention.No.Such.Package, 1.0.0\"").Traceback, StringComparison.Ordinal);

    [Fact]
    public void A_directive_inside_a_raw_string_is_text() =>
        Assert.Equal("#r \"x\"\n#!time", kernel.Execute("var raw = \"\"\"\n#r \"x\"\n#!time\n\"\"\";\nraw").ResultText);

    [Fact]
    public void Unknown_magics_are_named() =>
        Assert.Contains("unknown magic command #!bogus", kernel.Execute("#!bogus\n1").Traceback, StringComparison.Ordinal);

    [Fact]
    public void Time_shows_the_wall_time() =>
        Assert.StartsWith("Wall time: ", (string?)kernel.Execute("#!time\nvar slow = 1;").Data("display_data")["text/plain"], StringComparison.Ordinal);

    [Fact]
    public void Markdown_and_html_cells_are_displayed()
    {
        Assert.Equal("# Title", (string?)kernel.Execute("#!markdown\n# Title").Data("display_data")["text/markdown"]);
        Assert.Equal("<b>x</b>", (string?)kernel.Execute("#!html\n<b>x</b>").Data("display_data")["text/html"]);
    }
}
