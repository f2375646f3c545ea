using System.Text.RegularExpressions;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Notebooks.Figures;

/// <summary>A diagram of a lesson.</summary>
/// <param name="Name">Its file's name without ending.</param>
/// <param name="Lesson">The number of the lesson that shows it.</param>
/// <param name="Draw">Draws it.</param>
internal sealed record CourseFigure(string Name, string Lesson, Func<Drawing> Draw)
{
    /// <summary>The file as a lesson beside the folder names it.</summary>
    public string Address => $"{CourseFigures.FolderName}/{Name}.svg";
}

/// <summary>The diagrams of the lessons, in notebooks/figures/; <c>./kit publish</c> writes them.</summary>
internal static partial class CourseFigures
{
    /// <summary>Where they lie beside the lessons.</summary>
    public const string FolderName = "figures";

    public static IReadOnlyList<CourseFigure> All { get; } =
    [
        new("look-up", "02", LookUpFigure.Draw),
        new("heads", "03", HeadsFigure.Draw),
        new("window", "06", WindowFigure.Draw),
        new("index-map", "07", IndexMapFigure.Draw),
        new("bottleneck", "08", BottleneckFigure.Draw),
        new("vision-transformer", "10", VisionTransformerFigure.Draw),
    ];

    /// <summary>The diagrams whose file is not what the code draws.</summary>
    public static IReadOnlyList<CourseFigure> Outdated(string notebooks) =>
        [.. All.Where(figure => Path.Combine(notebooks, figure.Address) is var path && (!File.Exists(path) || File.ReadAllText(path) != figure.Draw().Svg()))];

    /// <summary>Writes those that differ.</summary>
    /// <returns>The ones that were written.</returns>
    public static IReadOnlyList<CourseFigure> Write(string notebooks)
    {
        var outdated = Outdated(notebooks);
        foreach (var figure in outdated)
            AtomicFile.WriteText(Path.Combine(notebooks, figure.Address), figure.Draw().Svg(), makesFolder: true);
        return outdated;
    }

    /// <summary>The files in figures/ that a lesson shows, as it names them.</summary>
    public static IReadOnlyList<string> ShownBy(Lesson lesson) =>
    [
        .. NotebookFile.Read(lesson.Path).Cells.Where(cell => (string?)cell["cell_type"] == "markdown")
            .SelectMany(cell => ShownFile().Matches(NotebookFile.TextOf(cell["source"]))).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Puts what a lesson shows beside a copy of it.</summary>
    /// <param name="lesson">The lesson; its figures lie beside it.</param>
    /// <param name="folder">Where the copy lies.</param>
    public static void CopyShown(Lesson lesson, string folder)
    {
        var from = Path.GetDirectoryName(lesson.Path)!;
        foreach (var file in ShownBy(lesson).Where(file => File.Exists(Path.Combine(from, file))))
            AtomicFile.WriteBytes(Path.Combine(folder, file), File.ReadAllBytes(Path.Combine(from, file)), makesFolder: true);
    }

    [GeneratedRegex($@"\]\(({FolderName}/[a-z0-9-]+\.[a-z]+)\)")]
    private static partial Regex ShownFile();
}
