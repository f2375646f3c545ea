using Kernel.Tests.Client;

namespace Kernel.Tests;

/// <summary>What notebooks that other people wrote for .NET Interactive do, each as it stands in such a notebook.</summary>
public sealed class CompatTests(KernelProcess kernel) : IClassFixture<KernelProcess>
{
    public static TheoryData<string, string, string, string> Idioms => new()
    {
        // name of the idiom; the cell; where its answer is; what is there
        { "display ends a cell without semicolon", "display(\"shown once\")", "display_data text/plain", "shown once" },
        { "Display as a method", "new[] { 1, 2 }.Display();", "display_data text/plain", "1, 2" },
        { "a display is updated", "var shown = display(\"before\");\nshown.Update(\"after\");", "update_display_data text/plain", "after" },
        { "a formatter is registered", """
            using Microsoft.DotNet.Interactive.Formatting;
            public class Temperature { public double Celsius { get; set; } }
            Formatter.Register<Temperature>((value, writer) => writer.Write($"<i>{value.Celsius} degrees</i>"), "text/html");
            new Temperature { Celsius = 4 }
            """, "execute_result text/html", "<i>4 degrees</i>" },
        { "a formatter of plain text by a function", """
            Microsoft.DotNet.Interactive.Formatting.Formatter.Register<Version>(version => $"v{version.Major}");
            new Version(3, 1)
            """, "execute_result text/plain", "v3" },
        { "time", "#!time\nSystem.Threading.Thread.Sleep(1);", "display_data text/plain", "Wall time: " },
        { "HTML as a result", "HTML(\"<h1>Title</h1>\")", "execute_result text/html", "<h1>Title</h1>" },
        { "HTML has its words as text", "display(HTML(\"<h1>Title</h1>\"));", "display_data text/plain", "Title" },
        { "a script", "Javascript(\"alert(1)\")", "display_data text/html", "alert(1)" },
        { "DisplayAs", "\"# Head\".DisplayAs(\"text/markdown\");", "display_data text/markdown", "# Head" },
        { "records as a table", "public record Person(string Name, int Age);\nnew[] { new Person(\"Ada\", 36) }", "execute_result text/html", "Ada" },
        { "DisplayTable", "new[] { (1, \"one\") }.DisplayTable();", "display_data text/html", "one" },
        { "ToDisplayString", "using Microsoft.DotNet.Interactive.Formatting;\n3.ToDisplayString(\"text/plain\")", "execute_result text/plain", "3" },
        { "C# marked as such", "#!csharp\n\nvar marked = 5;\nmarked", "execute_result text/plain", "5" },
        { "Markdown", "#!markdown\n# Title", "display_data text/markdown", "# Title" },
        { "Markdown by its short name", "#!md\n# Short", "display_data text/markdown", "# Short" },
        { "another open namespace", "using Microsoft.DotNet.Interactive;\nusing static System.Math;\nMax(1, 2)", "execute_result text/plain", "2" },
        { "a local function, a loop and LINQ", """
            IEnumerable<int> Odd(int upTo)
            {
                for (var i = 1; i <= upTo; i += 2)
                {
                    yield return i;
                }
            }
            Odd(9).Sum()
            """, "execute_result text/plain", "25" },
        { "an awaited web client's type", "using System.Net.Http;\nvar client = new HttpClient();\nawait Task.FromResult(client.Timeout.TotalSeconds)", "execute_result text/plain", "100" },
        { "JSON", "using System.Text.Json;\nJsonSerializer.Serialize(new { A = 1 })", "execute_result text/plain", "{\"A\":1}" },
        { "a program's entry point", "class Program { public static void Main(string[] args) { Console.WriteLine(\"main\"); } }\nProgram.Main(new string[0]);", "stream", "main" },
        { "printing", "Console.WriteLine($\"Hello {DateTime.MinValue.Year}\");", "stream", "Hello 1" },
        { "a class with an extension method", "public static class Texts { public static string Shout(this string s) => s.ToUpper() + \"!\"; }\n\"hey\".Shout()", "execute_result text/plain", "HEY!" },
        { "share is refused with what to do", "#!share --from fsharp x", "error", "share their variables already" },
        { "set takes a text", "#!set --name text --value \"bar \\ x\"\ntext", "execute_result text/plain", "bar \\ x" },
        { "set takes a number", "#!set --value 3 --name number\nnumber + 1", "execute_result text/plain", "4" },
        { "set takes a variable", "var source = new[] { 7 };\n#!set --name copy --value @csharp:source\ncopy[0]", "execute_result text/plain", "7" },
        { "set from another kernel is refused", "#!set --name x --value @fsharp:y", "error", "copies a value from the kernel fsharp" },
        { "another language is refused", "#!fsharp\nlet x = 1", "error", "#!fsharp needs another kernel" },
        { "PocketView", "using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;\ndiv[style: \"color:red\"](b(\"Title\"), \"<\")", "execute_result text/html", "<div style=\"color:red\"><b>Title</b>&lt;</div>" },
        { "PocketView has its words as text", "using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;\ndisplay(p(\"one\", b(\"two\")));", "display_data text/plain", "onetwo" },
        { "LaTeX", "new Microsoft.DotNet.Interactive.Formatting.LaTeXString(\"x^2\")", "execute_result text/latex", "x^2" },
        { "a formatter as an object", """
            using Microsoft.DotNet.Interactive.Formatting;
            class Loud : TypeFormatter<DayOfWeek> { public override string MimeType => "text/html"; public override bool Format(DayOfWeek day, FormatContext context) { context.Writer.Write($"<b>{day}</b>"); return true; } }
            Formatter.Register(new Loud());
            DayOfWeek.Monday
            """, "execute_result text/html", "<b>Monday</b>" },
        { "a type names the source of its formatters", """
            using Microsoft.DotNet.Interactive.Formatting;
            class Source : ITypeFormatterSource { public IEnumerable<ITypeFormatter> CreateTypeFormatters() { yield return new HtmlFormatter<Sourced>((value, context) => { context.Writer.Write("<u>sourced</u>"); return true; }); } }
            [TypeFormatterSource(typeof(Source))] class Sourced;
            new Sourced()
            """, "execute_result text/html", "<u>sourced</u>" },
        { "code is sent to the kernel", "using Microsoft.DotNet.Interactive;\nusing Microsoft.DotNet.Interactive.Commands;\nawait Kernel.Root.SendAsync(new SubmitCode(\"var sent = 12; sent * 2\"));", "display_data text/plain", "24" },
        { "code that was sent fails", "using Microsoft.DotNet.Interactive;\n(await Kernel.Root.SubmitCodeAsync(\"nonsense\")).Events[^1].GetType().Name", "execute_result text/plain", "CommandFailed" },
        { "code for another kernel", "using Microsoft.DotNet.Interactive;\nusing Microsoft.DotNet.Interactive.Commands;\nusing Microsoft.DotNet.Interactive.Events;\n((CommandFailed)(await Kernel.Root.SendAsync(new SubmitCode(\"1\", \"fsharp\"))).Events[^1]).Message", "execute_result text/plain", "there is no kernel fsharp; there are csharp, html, javascript, markdown" },
        { "Markdown is sent to its kernel", "using Microsoft.DotNet.Interactive;\nusing Microsoft.DotNet.Interactive.Commands;\nawait Kernel.Root.SendAsync(new SubmitCode(\"**md**\", \"markdown\"));", "display_data text/markdown", "**md**" },
        { "HTML is sent to its kernel", "using Microsoft.DotNet.Interactive;\nawait Kernel.Root.FindKernelByName(\"html\").SubmitCodeAsync(\"<b>sent</b>\");", "display_data text/html", "<b>sent</b>" },
        { "a script is sent to its kernel", "using Microsoft.DotNet.Interactive;\nusing Microsoft.DotNet.Interactive.Commands;\nawait Kernel.Root.SendAsync(new SubmitCode(\"alert(2)\", \"js\"));", "display_data text/html", "alert(2)" },
        { "the running cell shows", "using Microsoft.DotNet.Interactive;\nKernelInvocationContext.Current.DisplayAs(\"<i>x</i>\", \"text/html\");", "display_data text/html", "<i>x</i>" },
        { "the running cell publishes", """
            using Microsoft.DotNet.Interactive;
            using Microsoft.DotNet.Interactive.Events;
            using Microsoft.DotNet.Interactive.Formatting;
            KernelInvocationContext.Current.Publish(new DisplayedValueProduced(1, KernelInvocationContext.Current.Command, new[] { new FormattedValue("text/html", "<i>one</i>") }));
            """, "display_data text/html", "<i>one</i>" },
        { "what is not here", "var editable = new Microsoft.DotNet.Interactive.Connection.ProxyKernel();", "error", "SendAsync with SubmitCode" },
        { "a missing package is named", "#r \"nuget: Vision.Attention.No.Such.Package, 1.0.0\"", "error", "Vision.Attention.No.Such.Package 1.0.0 cannot be restored" },
    };

    [Theory]
    [MemberData(nameof(Idioms))]
    public void An_idiom_of_other_peoples_notebooks_works_or_fails_in_plain_words(string idiom, string cell, string where, string expected)
    {
        var run = kernel.Execute(cell);
        var text = where.Split(' ') switch
        {
            ["error"] => run.Traceback,
            ["stream"] => run.Stream("stdout"),
            [var type, var mimeType] => (string?)run.Data(type)[mimeType],
            _ => throw new ArgumentException(where),
        };
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.Equal(where == "error" ? "error" : "ok", run.Status);

        // Only front ends without HTML need it, and those are many.
        Assert.All(run.All("display_data").Concat(run.All("execute_result")), content => Assert.True(content["data"]!["text/plain"] is not null, idiom));
        Assert.True(where.StartsWith("execute_result", StringComparison.Ordinal) || run.All("execute_result").Count == 0, idiom);
    }

    [Theory]
    [InlineData("6 * 7", "execute_result")]
    [InlineData("throw new Exception(\"no\");", "error")]
    public void What_is_to_be_done_on_completion_comes_below_what_the_cell_gave_once(string cell, string last)
    {
        var run = kernel.Execute("using Microsoft.DotNet.Interactive;\nKernelInvocationContext.Current.OnComplete(_ => Console.WriteLine(\"done\"));\n" + cell);

        Assert.Equal("done\n", run.Stream("stdout"));
        var types = run.Broadcasts.Select(static message => message.Type).ToList();
        if (last == "execute_result")
            Assert.True(types.IndexOf(last) < types.IndexOf("stream"), string.Join(' ', types));
        Assert.Contains(last, types);
        Assert.Equal("", kernel.Execute("1;").Stream("stdout"));
    }

    [Fact]
    public void What_a_display_shows_can_be_replaced_from_a_later_cell()
    {
        kernel.Execute("var early = display(\"1\");");
        Assert.Equal("2", (string?)kernel.Execute("early.Update(\"2\");").Data("update_display_data")["text/plain"]);
    }
}
