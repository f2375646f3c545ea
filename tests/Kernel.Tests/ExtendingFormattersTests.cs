using System.Text.RegularExpressions;
using Kernel.Tests.Client;

namespace Kernel.Tests;

public sealed partial class ExtendingFormattersTests(KernelProcess kernel) : IClassFixture<KernelProcess>
{
    [Fact]
    public void The_guide_s_formatter_runs_and_works_inside_a_table()
    {
        var data = kernel.Execute(Example("record Celsius")).Data("execute_result");
        Assert.Equal("-3.5 °C", (string?)data["text/plain"]);
        Assert.Equal("<b style=\"color: blue\">-3.5 °C</b>", (string?)data["text/html"]);
        var table = kernel.Execute("new[] { new { City = \"Ulm\", Night = new Celsius(-3.5) } }").Data("execute_result");
        Assert.Contains("<td>Ulm</td><td><b style=\"color: blue\">-3.5 °C</b></td>", (string?)table["text/html"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_guide_s_object_shows_itself()
    {
        var data = kernel.Execute(Example("class Dot")).Data("execute_result");
        Assert.StartsWith("<svg width=\"40\"", (string?)data["image/svg+xml"], StringComparison.Ordinal);
        Assert.Equal(20, (int)data["application/json"]!["radius"]!);
        Assert.Equal("a dot of radius 20", (string?)data["text/plain"]);
    }

    /// <summary>The one example in the kernel's guides that holds a text.</summary>
    private static string Example(string text)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(root.FullName, "lib", "Kernel")))
        {
            root = root.Parent ?? throw new DirectoryNotFoundException("lib/Kernel is in no folder above the tests");
        }

        var guides = Directory.GetFiles(Path.Combine(root.FullName, "lib", "Kernel"), "EXTENDING*.md").Select(File.ReadAllText);
        return guides.SelectMany(static guide => CSharp().Matches(guide)).Select(static match => match.Groups[1].Value).Single(code => code.Contains(text, StringComparison.Ordinal));
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharp();
}
