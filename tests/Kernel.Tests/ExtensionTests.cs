using Kernel.Tests.Client;

namespace Kernel.Tests;

/// <summary>Packages of other people as they are on the feed, in notebooks that load nothing of this kit.</summary>
public sealed class ExtensionTests : IClassFixture<KernelProcess>, IClassFixture<Browser>
{
    private const string Interactive = "#r \"nuget: Plotly.NET.Interactive, 6.0.0\"";
    private const string Chart = """
        #r "nuget: Plotly.NET, 6.0.0"
        #r "nuget: Plotly.NET.CSharp, 0.14.0"
        Plotly.NET.CSharp.Chart.Point<double, double, string>(new double[] { 1, 2, 3 }, new double[] { 3, 4, 2 })
        """;

    private readonly KernelProcess _kernel;
    private readonly Browser _browser;

    public ExtensionTests(KernelProcess kernel, Browser browser) => (_kernel, _browser) = (kernel, browser);

    [Fact]
    public void Charts_of_a_bare_notebook_are_json_and_a_page_that_needs_nothing_else()
    {
        using var kernel = new KernelProcess();
        var first = kernel.Execute(Chart);
        var second = kernel.Execute(Chart.Replace("3, 4, 2", "3, 4, 9"));
        var again = kernel.Execute(Chart);

        foreach (var run in new[] { first, second, again })
        {
            var bundle = run.Data("execute_result");
            Assert.Equal("scatter", (string?)bundle["application/vnd.plotly.v1+json"]!["data"]![0]!["type"]);
            Assert.Equal("GenericChart", (string?)bundle["text/plain"]);
            Assert.DoesNotContain("src=\"http", (string?)bundle["text/html"], StringComparison.Ordinal);
        }

        // plotly.js lies in one output of a notebook: in that of the cell that brought it, whenever it runs.
        Assert.InRange(Html(first).Length, 1_000_000, 2_000_000);
        Assert.InRange(Html(second).Length, 100, 10_000);
        Assert.InRange(Html(again).Length, 1_000_000, 2_000_000);

        var page = Path.Combine(kernel.Folder, "page.html");
        File.WriteAllText(page, $"<!DOCTYPE html><html><body>{Html(first)}{Html(second)}</body></html>");
        _browser.Open("file://" + page);
        _browser.WaitUntil("document.querySelectorAll('.points path').length === 6");
        Assert.Equal("2", _browser.Evaluate("'' + document.querySelectorAll('.js-plotly-plot').length")!.ToString());
        Assert.Empty(_browser.Errors);
    }

    [Fact]
    public void The_chart_that_brings_plotly_js_may_be_replaced_formatted_or_cleared()
    {
        using var kernel = new KernelProcess();
        kernel.Execute(Chart.Replace("Plotly.NET.CSharp.Chart", "using Microsoft.DotNet.Interactive.Formatting;\nvar chart = Plotly.NET.CSharp.Chart") + ";\n");

        // name of the step; its code; for each output whether it brings plotly.js
        (string Step, string Code, bool[] Brings)[] steps =
        [
            ("a text of its own is whole and no output", "Console.Write(chart.ToDisplayString(\"text/html\").Length > 1_000_000);", []),
            ("the first chart, replaced at once", "var first = display(chart); first.Update(chart);", [true, true]),
            ("another beside it", "display(chart); Console.Write(chart.ToDisplayString(\"text/html\").Length > 1_000_000);", [false]),
            ("the first, replaced from a later cell", "first.Update(chart); display(chart);", [true, false]),
            ("the first cell again", "var first = display(chart); first.Update(chart);", [true, true]),
            ("the first is a chart no more", "first.Update(\"done\");", [false]),
            ("two in one output, and cleared", "display(new[] { new { chart }, new { chart } }); VisionAttention.Kernel.Display.Output.Clear();", [true]),
            ("an animation", "for (var frame = 0; frame < 2; frame++) { VisionAttention.Kernel.Display.Output.Clear(wait: true); display(chart); }", [true, true]),
            ("another below it", "display(chart); VisionAttention.Kernel.Display.Output.Clear(); display(chart);", [false, false]),
        ];
        foreach (var (step, code, brings) in steps)
        {
            var run = kernel.Execute(code);
            var outputs = run.Broadcasts.Where(static message => message.Type is "display_data" or "update_display_data").Select(static message => (string?)message.Content["data"]!["text/html"] ?? "").ToList();
            Assert.True(brings.SequenceEqual(outputs.Select(static html => html.Length > 1_000_000)), $"{step}: {string.Join(", ", outputs.Select(static html => html.Length))} {run.Status}");
            Assert.All(outputs, static html => Assert.True(html.Length < 2_000_000));
            Assert.DoesNotContain("False", run.Stream("stdout"), StringComparison.Ordinal);
        }
    }

    private static string Html(CellRun run) => (string)run.Data("execute_result")["text/html"]!;

    [Fact]
    public void The_unmodified_extension_of_Plotly_NET_loads_and_its_page_from_the_network_is_there_for_who_asks()
    {
        Assert.Equal("ok", _kernel.Execute(Interactive).Status);
        Assert.DoesNotContain("https://", Html(_kernel.Execute(Chart)), StringComparison.Ordinal);

        var asked = _kernel.Execute($$"""
            Microsoft.DotNet.Interactive.Formatting.Formatter.Register<Plotly.NET.GenericChart>(Plotly.NET.Interactive.Formatters.toInteractiveHTML, "text/html");
            {{Chart}}
            """);
        Assert.Contains("https://cdn.plot.ly/plotly-", Html(asked), StringComparison.Ordinal);
    }

    [Fact]
    public void The_extension_of_Microsoft_Data_Analysis_draws_tables_and_runs_code_in_the_notebook()
    {
        Assert.Equal("ok", _kernel.Execute("#r \"nuget: Microsoft.Data.Analysis, 0.23.1\"").Status);
        var run = _kernel.Execute("new Microsoft.Data.Analysis.DataFrame(new Microsoft.Data.Analysis.Int32DataFrameColumn(\"n\", new[] { 7, 8 }))");
        Assert.Contains("<th>n</th>", Html(run), StringComparison.Ordinal);
        // The extension sends a using line of this namespace.
        Assert.Equal("ok", _kernel.Execute("TabularDataResource none = null;").Status);
    }

    [Fact]
    public void An_extension_for_the_first_version_of_NET_Interactive_says_what_is_missing()
    {
        // Its kernels were an interface.
        var old = TestLibrary.Write(Path.Combine(_kernel.Folder, "old", "Microsoft.DotNet.Interactive.dll"), """
            using System.Threading.Tasks;
            namespace Microsoft.DotNet.Interactive { public interface IKernel { } public interface IKernelExtension { Task OnLoadAsync(IKernel kernel); } }
            """);
        var extension = TestLibrary.Write(Path.Combine(_kernel.Folder, "old", "OldExtension.dll"), """
            using System.Threading.Tasks;
            public class OldExtension : Microsoft.DotNet.Interactive.IKernelExtension { public Task OnLoadAsync(Microsoft.DotNet.Interactive.IKernel kernel) => Task.CompletedTask; }
            """, old);
        var run = Add("Old", extension: extension);
        Assert.Equal("3", run.ResultText);
        Assert.Matches(@"OldExtension\.dll was not loaded; the rest of its package can be used without it: it was made for another \.NET Interactive .*OnLoadAsync", run.Stream("stderr"));
    }

    [Fact]
    public void An_extension_may_count_the_kernels_as_the_real_assembly_has_them()
    {
        var real = TestLibrary.Write(Path.Combine(_kernel.Folder, "real", "Microsoft.DotNet.Interactive.dll"), """
            using System.Collections.Generic; using System.Threading.Tasks;
            [assembly: System.Reflection.AssemblyVersion("1.0.0.0")]
            namespace Microsoft.DotNet.Interactive
            {
                public abstract class Kernel { }
                public class KernelCollection : IReadOnlyCollection<Kernel>
                {
                    public int Count => 0;
                    public bool TryGetByAlias(string alias, out Kernel kernel) { kernel = null; return false; }
                    public IEnumerator<Kernel> GetEnumerator() => null;
                    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => null;
                }
                public sealed class CompositeKernel : Kernel { public KernelCollection ChildKernels => null; }
                public interface IKernelExtension { Task OnLoadAsync(Kernel kernel); }
            }
            """);
        var extension = TestLibrary.Write(Path.Combine(_kernel.Folder, "real", "CountingExtension.dll"), """
            using System.Threading.Tasks; using Microsoft.DotNet.Interactive;
            public class CountingExtension : IKernelExtension
            {
                public Task OnLoadAsync(Kernel kernel)
                {
                    if (kernel is CompositeKernel c && c.ChildKernels.Count == 4 && c.ChildKernels.TryGetByAlias("c#", out _)) { return Task.CompletedTask; }
                    throw new System.InvalidOperationException("no kernels");
                }
            }
            """, real);
        var run = Add("Counting", extension: extension);
        Assert.Equal("3", run.ResultText);
        Assert.Equal("", run.Stream("stderr"));
    }

    private CellRun Add(string name, string? script = null, string? extension = null)
    {
        // Restored packages stay, so every run takes names of its own.
        var id = $"KernelTest.{name}.R{Guid.NewGuid().ToString("N")[..8]}";
        var source = $"namespace KernelTest {{ public static class {name} {{ public static int Value() => 3; }} }}";
        TestLibrary.WritePackage(Path.Combine(_kernel.Folder, "feed"), id, "1.0.0", source, script, extension);
        return _kernel.Execute($"#i \"nuget: feed\"\n#r \"nuget: {id}, 1.0.0\"\nKernelTest.{name}.Value()");
    }

    [Fact]
    public void An_extension_that_asks_for_more_than_there_is_says_so_and_its_package_serves()
    {
        var run = Add("Asking", "#!meta\n\n{\"kernelInfo\":{}}\n\n#!csharp\n\nvar brought = KernelTest.Asking.Value();\n\n#!fsharp\n\nlet x = 1");
        Assert.Equal("3", run.ResultText);
        Assert.Matches(@"extension\.dib was not loaded; the rest of its package can be used without it: #!fsharp needs another kernel", run.Stream("stderr"));
        Assert.Equal("3", _kernel.Execute("brought").ResultText);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_libtorch_is_loaded_whether_the_package_or_the_course_asks_first(bool packageFirst)
    {
        using var kernel = new KernelProcess();
        var cells = new[] { "#r \"nuget: TorchSharp-cpu, 0.107.0\"\nTorchSharp.torch.ones(2).sum().item<float>()", "#load \"kit.csx\"\ntorch.ones(3).sum().item<float>()" };
        kernel.Execute($"System.IO.Directory.SetCurrentDirectory(\"{Path.Combine(Folders.Repository, "notebooks")}\");");
        foreach (var cell in packageFirst ? cells : cells.Reverse())
        {
            var run = kernel.Execute(cell);
            Assert.True(run.Status == "ok", run.Status == "ok" ? "" : run.Traceback);
            Assert.Equal("", run.Stream("stderr"));
        }

        AssertOneLibtorch(kernel);
    }

    private static void AssertOneLibtorch(KernelProcess kernel)
    {
        var mapped = File.ReadLines($"/proc/{kernel.Process.Id}/maps").Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(static parts => parts.Length > 5)
            .Select(static parts => parts[5]).Distinct().ToList();
        Assert.Single(mapped, static path => path.Contains("libtorch_cpu", StringComparison.Ordinal));
        Assert.Single(mapped, static path => path.Contains("libLibTorchSharp", StringComparison.Ordinal));
    }

    [Fact]
    public void TorchSharp_computes_in_a_bare_notebook_beside_a_libtorch_of_the_system()
    {
        // A library of the name that TorchSharp asks the system's loader for, such as Debian's libtorch-dev brings.
        var system = Directory.CreateTempSubdirectory("system-libtorch-").FullName;
        File.Copy("/lib/x86_64-linux-gnu/libm.so.6", Path.Combine(system, "libtorch_cpu.so"));
        try
        {
            using var kernel = new KernelProcess(new() { ["LD_LIBRARY_PATH"] = system });
            var run = kernel.Execute("#r \"nuget: TorchSharp-cpu, 0.107.0\"\nusing TorchSharp;\ntorch.arange(6).reshape(2, 3)");
            Assert.True(run.Status == "ok", run.Status == "ok" ? "" : run.Traceback);
            Assert.Contains("0 1 2", run.ResultText, StringComparison.Ordinal);
            Assert.Contains("3 4 5", run.ResultText, StringComparison.Ordinal);

            AssertOneLibtorch(kernel);
            // Left to itself TorchSharp would have copied libtorch into the package cache.
            var managed = kernel.Execute("typeof(torch).Assembly.Location").ResultText;
            Assert.Equal([managed], Directory.GetFileSystemEntries(Path.GetDirectoryName(managed)!));
        }
        finally
        {
            Directory.Delete(system, recursive: true);
        }
    }
}
