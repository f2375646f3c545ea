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
}
