using VisionAttention.Kit.Notebooks;

namespace Notebooks.Tests;

/// <summary>The pictures that texts outside of the lessons show are charts of the lessons.</summary>
public sealed class FigureTests
{
    [Fact]
    public void Each_is_the_chart_of_the_cell_whose_tag_names_it()
    {
        var asked = Lessons.Numbered().SelectMany(lesson => LessonFigures.Of(VisionAttention.Kit.Notebooks.NotebookFile.Read(lesson.Path)).Select(figure => (lesson, figure.Name, figure.Chart))).ToArray();

        Assert.Equal(asked.Select(figure => figure.Name).Order(), Directory.GetFiles(LessonFigures.Folder(Lessons.Workspace), "*.png").Select(Path.GetFileNameWithoutExtension).Order());
        Assert.All(asked, figure => Assert.True(
            figure.Chart?.Picture.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(LessonFigures.Folder(Lessons.Workspace), $"{figure.Name}.png"))),
            $"{figure.Name}.png is not the picture in {figure.lesson.Name}. Fix: ./kit publish {figure.lesson.Name}"));
    }
}
