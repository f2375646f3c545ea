using VisionAttention.Kit.Notebooks;

namespace Notebooks.Tests;

/// <summary>Pictures that lie as files are charts of the notebooks: those beside the charts' code the gallery's, those in figures/ the lessons'.</summary>
public sealed class GalleryTests
{
    private static string Folder => GalleryPictures.Folder(Lessons.Workspace);

    [Fact]
    public void The_pictures_are_those_of_the_gallery()
    {
        var gallery = VisionAttention.Kit.Notebooks.NotebookFile.Read(Lessons.Find(GalleryPictures.Gallery).Path);

        Assert.Equal(gallery.Charts.Select(chart => chart.Cell).Order(), Directory.GetFiles(Folder).Select(Path.GetFileNameWithoutExtension).Order());
        Assert.All(gallery.Charts, chart => Assert.True(
            chart.Picture.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(Folder, $"{chart.Cell}.png"))), $"{chart.Cell}.png is not the gallery's picture. Fix: ./kit publish charts"));
    }

    [Fact]
    public void Every_chart_has_its_section_with_a_picture_that_is_there()
    {
        var sections = File.ReadAllText(Lessons.Workspace.At("lib", "VisionAttention", "Charts", "README.md")).Split("\n## ")[2..];

        Assert.All(sections, section => Assert.Contains("```csharp", section, StringComparison.Ordinal));
        Assert.All(sections, section => Assert.Contains("](pictures/", section, StringComparison.Ordinal));
        var named = sections.SelectMany(section => section.Split("](pictures/")[1..]).Select(rest => rest[..rest.IndexOf(')', StringComparison.Ordinal)]);
        Assert.All(named, picture => Assert.True(File.Exists(Path.Combine(Folder, picture)), picture));
    }

    [Fact]
    public void A_picture_outside_of_the_lessons_is_the_chart_of_the_cell_whose_tag_names_it()
    {
        var asked = Lessons.Numbered().SelectMany(lesson => LessonFigures.Of(VisionAttention.Kit.Notebooks.NotebookFile.Read(lesson.Path)).Select(figure => (lesson, figure.Name, figure.Chart))).ToArray();

        Assert.Equal(asked.Select(figure => figure.Name).Order(), Directory.GetFiles(LessonFigures.Folder(Lessons.Workspace), "*.png").Select(Path.GetFileNameWithoutExtension).Order());
        Assert.All(asked, figure => Assert.True(
            figure.Chart?.Picture.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(LessonFigures.Folder(Lessons.Workspace), $"{figure.Name}.png"))),
            $"{figure.Name}.png is not the picture in {figure.lesson.Name}. Fix: ./kit publish {figure.lesson.Name}"));
    }
}
