using Plotly.NET;
using static TorchSharp.torch;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Charts;

/// <summary>Pictures side by side, each with a caption.</summary>
/// <remarks>Pictures of more than 72 KiB together are shrunk by means over square blocks, so that a published notebook stays small.</remarks>
public static class ImageGrid
{
    private const int MostPictures = 64;
    private const int MostColumns = 6;
    private const int RowPixels = 720;
    private const int SmallestPixels = 120;
    private const int LargestPixels = 300;
    private const int GapPixels = 16;
    private const int CaptionPixels = 20;
    private const int LetterPixels = 7;

    /// <summary>Draws grey pictures row by row, at most six in a row; each uses the full range from black to white.</summary>
    /// <param name="images">[rows, columns] each, at most 64.</param>
    /// <param name="captions">A caption for each picture; <c>&lt;br&gt;</c> starts a new line.</param>
    public static GenericChart Of(IReadOnlyList<double[,]> images, IReadOnlyList<string> captions)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(captions);
        ChartRules.Some(images.Count, "pictures");
        if (images.Count > MostPictures)
            throw new ArgumentException($"there are {images.Count} pictures, at most {MostPictures} fit: draw a part");
        return Draw([.. images.Select((image, index) => PixelPicture.Stretched(image, $"picture {index}"))], captions);
    }

    /// <summary>Draws grey or coloured pictures row by row, at most six in a row, as bright as they are.</summary>
    /// <param name="images">[B, 1 or 3, rows, columns], B at most 64: floats from 0 to 1, or whole numbers from 0 to 255.</param>
    /// <param name="captions">A caption for each picture; pictures are numbered where left out.</param>
    public static GenericChart Of(Tensor images, IReadOnlyList<string>? captions = null)
    {
        var pictures = PixelPicture.Batch(images, nameof(images), MostPictures);
        return Draw(pictures, captions ?? [.. Enumerable.Range(0, pictures.Count).Select(index => $"{index}")]);
    }

    /// <summary>Draws pictures with their classes; with predictions, a sign tells which are right (✓) and which are wrong (✗).</summary>
    /// <param name="images">[B, 1 or 3, rows, columns], as in <see cref="Of(Tensor, IReadOnlyList{string}?)"/>.</param>
    /// <param name="labels">The true class of each picture.</param>
    /// <param name="classNames">A name for each class.</param>
    /// <param name="predictions">The predicted class of each picture, or null.</param>
    public static GenericChart Labelled(Tensor images, IReadOnlyList<long> labels, IReadOnlyList<string> classNames, IReadOnlyList<long>? predictions = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classNames);
        var pictures = PixelPicture.Batch(images, nameof(images), MostPictures);
        if (labels.Count != pictures.Count || (predictions is not null && predictions.Count != pictures.Count))
            throw new ArgumentException($"there are {pictures.Count} pictures, {labels.Count} labels{(predictions is null ? "" : $" and {predictions.Count} predictions")}: each picture needs one");
        string Name(long label) => label >= 0 && label < classNames.Count
            ? classNames[(int)label]
            : throw new ArgumentException($"class {label} has no name: there are {classNames.Count} class names");
        string Judged(long label, long guess) => guess == label ? $"✓ {Name(label)}" : $"<b>✗ {Name(guess)}</b><br>is {Name(label)}";
        return Draw(pictures, [.. labels.Select((label, index) => predictions is null ? Name(label) : Judged(label, predictions[index]))]);
    }

    private static GenericChart Draw(IReadOnlyList<PixelPicture> pictures, IReadOnlyList<string> captions)
    {
        if (pictures.Count != captions.Count)
            throw new ArgumentException($"there are {pictures.Count} pictures and {captions.Count} captions: each picture needs one");
        var columns = Math.Min(pictures.Count, MostColumns);
        var rows = Blocks.Count(pictures.Count, columns);
        var lines = captions.Select(caption => caption.Split("<br>")).ToArray();
        // A cell is as wide as its longest caption, so that captions never touch.
        var letters = lines.Max(caption => caption.Max(line => line.Replace("<b>", "", StringComparison.Ordinal).Replace("</b>", "", StringComparison.Ordinal).Length));
        var size = Math.Clamp(RowPixels / columns, SmallestPixels, LargestPixels);
        var largest = pictures.Max(picture => Math.Max(picture.Rows, picture.Columns));
        var (pixelsWide, pixelsTall) = (size * pictures.Max(picture => picture.Columns) / largest, size * pictures.Max(picture => picture.Rows) / largest);
        var cellWide = Math.Max(pixelsWide + GapPixels, letters * LetterPixels + GapPixels);
        var gap = CaptionPixels * lines.Max(caption => caption.Length) + GapPixels / 2;
        return Chart.Grid(
                PixelPicture.Fitting(pictures).Select(picture => picture.Drawn()), rows, columns, SubPlotTitles: captions.ToArray(),
                XGap: (double)GapPixels / cellWide, YGap: (double)gap / (pixelsTall + gap))
            .CourseLook(columns * cellWide + 160, rows * (pixelsTall + gap) + 130);
    }
}
