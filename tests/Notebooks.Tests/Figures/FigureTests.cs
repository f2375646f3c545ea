using System.Text.RegularExpressions;
using VisionAttention.Kit.Notebooks.Figures;

namespace Notebooks.Tests.Figures;

/// <summary>The lessons' diagrams: what the code draws, shown where they belong, readable and harmless.</summary>
public sealed partial class FigureTests
{
    public static TheoryData<string> Names()
    {
        var data = new TheoryData<string>();
        foreach (var figure in CourseFigures.All)
            data.Add(figure.Name);
        return data;
    }

    [Fact]
    public void The_files_are_what_the_code_draws_and_there_are_no_others()
    {
        var notebooks = Lessons.Workspace.Notebooks;

        Lessons.AssertNone(CourseFigures.Outdated(notebooks).Select(figure => $"{figure.Address} is not what the kit draws: ./kit publish --no-execute"));
        Assert.Equal(
            CourseFigures.All.Select(figure => figure.Name).Order(StringComparer.Ordinal),
            Directory.GetFiles(Path.Combine(notebooks, CourseFigures.FolderName), "*.svg").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_lesson_shows_it_and_says_what_is_in_it(string name)
    {
        var figure = Find(name);
        var shown = Lessons.All().SelectMany(lesson => NotebookFile.Read(lesson.Path).Cells.Select(NotebookFile.Source)
            .SelectMany(source => source.Split('\n')).Where(line => line.Contains($"({figure.Address})", StringComparison.Ordinal)).Select(line => (lesson.Name, line)));

        var (lesson, line) = Assert.Single(shown);
        Assert.StartsWith(figure.Lesson, lesson, StringComparison.Ordinal);
        var text = PictureForm().Match(line);
        Assert.True(text.Success, $"{lesson}: a diagram stands on a line of its own: {line}");
        Assert.InRange(text.Groups[1].Length, 60, 300);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_words_for_those_who_cannot_see_it_and_asks_for_nothing(string name)
    {
        var svg = Find(name).Draw().Svg();
        var root = new DrawnFigure(svg).Root;

        Assert.Equal("svg", root.Name.LocalName);
        Assert.Equal(("img", "title description"), ((string?)root.Attribute("role"), (string?)root.Attribute("aria-labelledby")));
        Assert.InRange(root.Elements().Single(element => element.Name.LocalName == "title").Value.Length, 10, 80);
        Assert.InRange(root.Elements().Single(element => element.Name.LocalName == "desc").Value.Length, 100, 900);
        Assert.All(root.Descendants(), element => Assert.Contains(element.Name.LocalName, (string[])["title", "desc", "style", "rect", "circle", "path", "polyline", "polygon", "text", "tspan"]));
        Assert.DoesNotMatch("url\\(|@import|href|\\son[a-z]+=", svg);
        Assert.Equal(1, svg.Split("http").Length - 1);
        Assert.InRange((int)root.Attribute("width")!, 760, 900);
        Assert.Equal($"0 0 {(string?)root.Attribute("width")} {(string?)root.Attribute("height")}", (string?)root.Attribute("viewBox"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_text_fits_every_arrow_meets_something_and_all_can_be_read_on_light_and_dark_cards(string name) => Lessons.AssertNone(new DrawnFigure(Find(name).Draw().Svg()).Problems());

    [Fact]
    public void No_text_is_smaller_than_13_pixels()
    {
        var sizes = FontSize().Matches(Inks.Style()).Select(match => double.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)).ToArray();

        Assert.NotEmpty(sizes);
        Assert.All(sizes, size => Assert.InRange(size, 13, 20));
    }

    [Theory]
    [InlineData("too wide", "leaves the plain")]
    [InlineData("at the rim", "leaves the card")]
    [InlineData("one on another", "overlap")]
    [InlineData("a line through it", "crosses")]
    [InlineData("an arrow to nowhere", "meets nothing")]
    [InlineData("grey on grey", "has a contrast of")]
    [InlineData("nothing", null)]
    public void What_is_wrong_with_a_drawing_is_told(string what, string? problem)
    {
        var drawing = new Drawing(400, 200, "A drawing", "A box.");
        var box = drawing.Box(40, 40, 120, 40, Ink.Plain, what == "too wide" ? "far too many words" : "a box");
        var other = drawing.Box(240, 40, 120, 40, Ink.Query, "another");
        drawing.Arrow(box.Right, what == "an arrow to nowhere" ? new(200, 60) : other.Left);
        drawing.Text(new(what == "at the rim" ? 20 : 100, 120), "a text");
        if (what == "one on another")
            drawing.Text(new(110, 125), "its twin");
        if (what == "a line through it")
            drawing.Join(new(60, 120), new(140, 120));
        if (what == "grey on grey")
        {
            drawing.Frame(200, 100, 120, 40, Ink.Plain, strength: 0.9);
            drawing.Text(new(260, 120), "faint");
        }
        var problems = string.Join('\n', new DrawnFigure(drawing.Svg()).Problems());

        if (problem is null)
            Assert.Empty(problems);
        else
            Assert.Contains(problem, problems, StringComparison.Ordinal);
    }

    private static CourseFigure Find(string name) => CourseFigures.All.Single(figure => figure.Name == name);

    [GeneratedRegex(@"\A!\[(.+)\]\(figures/[a-z-]+\.svg\)\z")]
    private static partial Regex PictureForm();

    [GeneratedRegex(@"font-size: ([0-9.]+)px")]
    private static partial Regex FontSize();
}
