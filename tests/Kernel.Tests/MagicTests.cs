using Kernel.Tests.Local;
using VisionAttention.Kernel.Magics;

namespace Kernel.Tests;

[Collection(OneAtATime.Name)]
public sealed class MagicTests : IDisposable
{
    private readonly LocalCells _cells = new();

    public void Dispose() => _cells.Dispose();

    [Theory]
    [InlineData("#!tiem\n1", "In[1], line 1: unknown magic command #!tiem; did you mean #!time?")]
    [InlineData("var x = 1;\n#!lsmagics", "In[1], line 2: unknown magic command #!lsmagics; did you mean #!lsmagic?")]
    [InlineData("#!mark\n1", "did you mean #!markdown?")]
    [InlineData("#!completelyother\n1", "unknown magic command #!completelyother; #!lsmagic lists those there are")]
    [InlineData("\n  #!bogus", "line 2: unknown magic command #!bogus;")]
    [InlineData("#!set --name a", "#!set --name a names no variable and value; write #!set --name x --value and \"text\", a number, @csharp:variable")]
    [InlineData("#!set --name 1a --value 1", "#!set --name 1a --value 1 names no variable and value")]
    [InlineData("#!set --name a --value @csharp:none", "#!set --name a --value @csharp:none: there is no variable none; #!who lists those there are")]
    [InlineData("#!share --from fsharp x", "all C# cells share their variables already")]
    [InlineData("#!fsharp\nlet x = 'a", "#!fsharp needs another kernel, and here is one for C# only; write this cell in C#")]
    [InlineData("#!markdown\n# Title\n#!pwsh\ndir", "line 3: #!pwsh needs another kernel")]
    [InlineData("#!import", "#!import names no file")]
    [InlineData("#load \"none.csx\"", "#load \"none.csx\": no such file; looked in")]
    [InlineData("#i \"nuget:\"", "names no source of packages")]
    [InlineData("#i \"nuget: no/such/folder\"", "there is no folder")]
    [InlineData("#r \"nuget: ,1\"", "names no package")]
    [InlineData("#r \"nuget: A$(B)\"", "names no package")]
    [InlineData("#r \"\"", "#r \"\": no such file")]
    public void What_cannot_be_followed_fails_in_one_line_that_says_why(string code, string message)
    {
        var failure = _cells.FailureOf(code);
        Assert.Contains(message, failure, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure);
    }

    [Fact]
    public void A_magic_stands_in_the_order_of_the_code()
    {
        _cells.Run("var first = 1;\n#!whos\nvar second = 2;\n#!who");
        Assert.Matches("^first: [Ii]nt(32)? = 1\nsecond\nfirst\n$", _cells.Out);
    }

    [Theory]
    [InlineData("@input:\"Where to?\"", "answer to Where to?")]
    [InlineData("@input:Where", "answer to Where")]
    [InlineData("bar", "bar")]
    [InlineData("true", true)]
    [InlineData("-2.5", -2.5)]
    public void Set_asks_or_takes_what_is_written(string value, object expected) => Assert.Equal(expected, _cells.Run($"#!set --name foo --value {value}\nfoo"));

    [Fact]
    public void A_magic_inside_a_block_does_not_cut_the_cell()
    {
        _cells.Run("int Half(int x)\n{\n#!time\n    return x / 2;\n}");
        Assert.Equal(4, _cells.Run("Half(8)"));
    }

    [Fact]
    public void Time_counts_from_its_line_to_the_end_and_is_shown_last()
    {
        Assert.Equal(3, _cells.Run("#!time\nThread.Sleep(30);\ndisplay(\"shown\");\n3"));
        Assert.Equal("shown", (string?)_cells.Shown[0].Bundle["text/plain"]);
        var text = (string)_cells.Shown[1].Bundle["text/plain"]!;
        Assert.Matches(@"^Wall time: \d+(\.\d+)?ms$", text);
        Assert.InRange(double.Parse(text[11..^2], System.Globalization.CultureInfo.InvariantCulture), 30, 5_000);
    }

    [Fact]
    public void Sections_of_several_languages_run_in_order()
    {
        Assert.Equal(2, _cells.Run("var n = 1;\n#!markdown\n# Title \"\"\" {\n#!csharp\nn + 1\n#!html\n<b>x</b>\n#!javascript\nalert(1)"));
        Assert.Equal("# Title \"\"\" {", (string?)_cells.Shown[0].Bundle["text/markdown"]);
        Assert.Equal("<b>x</b>", (string?)_cells.Shown[1].Bundle["text/html"]);
        Assert.Equal("x", (string?)_cells.Shown[1].Bundle["text/plain"]);
        Assert.Contains("alert(1)", (string?)_cells.Shown[2].Bundle["text/html"], StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_in_a_later_section_names_the_cells_own_line() =>
        Assert.Contains("line 4, column 1: error CS0103", _cells.FailureOf("#!markdown\ntext\n#!csharp\nmissing"), StringComparison.Ordinal);

    [Fact]
    public void A_language_line_inside_a_raw_string_is_text() =>
        Assert.Equal("#!markdown\n#!time", _cells.Run("var raw = \"\"\"\n#!markdown\n#!time\n\"\"\";\nraw"));

    [Theory]
    [InlineData("// #!bogus\n1")]
    [InlineData("/*\n#!bogus\n*/ 1")]
    [InlineData("#region a\n#nullable enable\n1\n#endregion")]
    [InlineData("#!/usr/bin/env dotnet\n1")]
    [InlineData("#!CSharp\n1")]
    [InlineData("#!csharp\r\n#!time\r\n1\r\n")]
    public void What_is_no_magic_or_says_nothing_leaves_the_cell_as_it_is(string code) => Assert.Equal(1, _cells.Run(code));

    [Fact]
    public void Every_magic_is_listed_with_what_it_does()
    {
        _cells.Run("#!lsmagic");
        foreach (var magic in MagicList.All)
        {
            Assert.Contains($"#!{magic.Name}", _cells.Out, StringComparison.Ordinal);
            Assert.Contains(magic.Help, _cells.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void About_names_kernel_and_runtime()
    {
        _cells.Run("#!about");
        Assert.Matches(@"^C# kernel \d+\.\d+\.\d+ on \.NET 1\d\.", _cells.Out);
    }

    [Fact]
    public void Import_runs_a_notebook_and_shows_its_text()
    {
        _cells.Write("inner/value.csx", "var loaded = 4;");
        _cells.Write("inner/lesson.ipynb", """
            {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
              {"cell_type": "markdown", "metadata": {}, "source": ["# Lesson\n", "text"]},
              {"cell_type": "code", "metadata": {"dotnet_interactive": {"language": "csharp"}}, "outputs": [], "source": ["#load \"value.csx\"\n", "var twice = 2 * loaded;"]},
              {"cell_type": "raw", "metadata": {}, "source": "no code"},
              {"cell_type": "code", "metadata": {}, "outputs": [], "source": "#!markdown\nmore"}]}
            """);
        Assert.Equal(8, _cells.Run("#!import inner/lesson.ipynb\ntwice"));
        Assert.Equal(["# Lesson\ntext", "more"], _cells.Shown.Select(static shown => (string?)shown.Bundle["text/markdown"]));
    }

    [Fact]
    public void Import_shows_the_values_of_a_notebooks_cells_as_when_they_run()
    {
        _cells.Write("values.ipynb", """
            {"cells": [{"cell_type": "code", "source": "var four = 4;\nfour"}, {"cell_type": "code", "source": "four = 3;"}, {"cell_type": "code", "source": "display(5)"}]}
            """);
        Assert.Null(_cells.Run("#!import values.ipynb"));
        Assert.Equal(["4", "5"], _cells.Shown.Select(static shown => (string?)shown.Bundle["text/plain"]));
    }

    [Fact]
    public void Import_runs_a_notebook_of_NET_Interactives_own_format()
    {
        _cells.Write("inner/value.csx", "var loaded = 4;");
        _cells.Write("inner/lesson.dib", "#!meta\n\n{\"kernelInfo\":{}}\n\n#!md\n\n# Lesson\n\n#!csharp\n\n#load \"value.csx\"\nloaded\n\n#!csharp\n\nvar twice = 2 * loaded;\ntwice\n");
        Assert.Equal(8, _cells.Run("#!import inner/lesson.dib\ntwice"));
        Assert.Equal(["# Lesson", "4", "8"], _cells.Shown.Select(static shown => (string?)(shown.Bundle["text/markdown"] ?? shown.Bundle["text/plain"])));

        _cells.Write("wrong.dib", "#!meta\n\n{}\n\n#!csharp\n\nmissing");
        Assert.Contains("wrong.dib, line 7, column 1: error CS0103", _cells.FailureOf("#!import wrong.dib"), StringComparison.Ordinal);
    }

    [Fact]
    public void Import_stops_at_a_cell_of_another_language_and_says_so()
    {
        _cells.Write("mixed.ipynb", """
            {"cells": [{"cell_type": "code", "source": "var ran = 1;"},
                       {"cell_type": "code", "metadata": {"polyglot_notebook": {"kernelName": "fsharp"}}, "source": "let x = 1"}]}
            """);
        Assert.Contains("cell 2 is written in fsharp", _cells.FailureOf("#!import \"mixed.ipynb\""), StringComparison.Ordinal);
        Assert.Equal(1, _cells.Run("ran"));
    }

    [Theory]
    [InlineData("script.csx", "var imported = 1;")]
    [InlineData("code.cs", "using System.Net.Mail;\nint imported => 1;")]
    public void Import_runs_a_file_of_csharp(string name, string text)
    {
        _cells.Write(name, text);
        Assert.Equal(1, _cells.Run($"#!import {name}\nimported"));
    }

    [Fact]
    public void Import_of_a_programs_file_keeps_its_namespaces_and_happens_once()
    {
        var path = _cells.Write("Model.cs", "namespace Lesson.Parts;\n\npublic static class Model { public static int Depth(this string name) { foreach (var c in name) { } return 3; } }");
        const string import = "#!import Model.cs\nusing Lesson.Parts;\n\"abc\".Depth()";
        Assert.Equal(3, _cells.Run(import));
        Assert.Equal(3, _cells.Run(import));
        Assert.Equal("", _cells.Error);

        File.WriteAllText(path, "namespace Lesson.Parts { public static class Model { public static int Depth(this string name) => 40; } }");
        Assert.Equal(3, _cells.Run(import));
        Assert.Equal($"{path} has changed since it was imported; restart the kernel to use the new one\n", _cells.Error);
    }

    [Fact]
    public void A_programs_file_that_does_not_compile_is_named_with_its_line()
    {
        _cells.Write("Broken.cs", "namespace Lesson.Broken;\nclass Broken { int X => y; }");
        Assert.Contains("Broken.cs, line 2, column 25: error CS0103", _cells.FailureOf("#!import Broken.cs"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.fsx", "let x = 1", ".fsx cannot be run here; .csx, .cs, .dib and .ipynb can")]
    [InlineData("b.ipynb", "{", "this is no notebook of format 4")]
    [InlineData("c.ipynb", "[]", "this is no notebook of format 4")]
    [InlineData("d.csx", "#load \"d.csx\"", "d.csx loads itself")]
    [InlineData("e.csx", "\nvar x = missing;", "e.csx, line 2, column 9: error CS0103")]
    public void A_bad_file_is_named(string name, string text, string message)
    {
        _cells.Write(name, text);
        Assert.Contains(message, _cells.FailureOf($"#!import {name}"), StringComparison.Ordinal);
    }
}
