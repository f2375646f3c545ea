using Plotly.NET;
using Plotly.NET.CSharp;
using TorchSharp;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Charts;

/// <summary>Where heads of local attention look from every place at once: a stroke runs from each query to the mean place of its attention.</summary>
/// <remarks>
/// The mean place is Σ weight · offset over the window, in pixels of the map. A stroke of length 0 means that the attention lies evenly around the query,
/// or on it; one as long as the distance between two queries, that all of it goes to a neighbour. Colours tell four directions apart.
/// </remarks>
public static class AttentionStrokes
{
    private const int MostStrokes = 4_000;
    private const int PanelPixels = 180;
    private const int LeastWidth = 480;

    // In cells of the map: between two panels, and above each, where its title stands.
    private const int GapCells = 2;
    private const int TitleCells = 3;

    private static readonly string[] Directions = ["looks left", "right", "up", "down"];

    /// <summary>A row of panels for each head, a column for each picture.</summary>
    /// <param name="images">[B, 1 or 3, rows, columns]: floats from 0 to 1, or whole numbers from 0 to 255. They are drawn dark, under the strokes.</param>
    /// <param name="weights">[B, heads, H, W, K, K] with the weights of a window for each query of an H×W map; K is odd, and a window sums to 1.</param>
    /// <param name="pictureNames">A name for each picture.</param>
    /// <param name="headNames">A name for each head.</param>
    public static GenericChart Of(Tensor images, Tensor weights, IReadOnlyList<string> pictureNames, IReadOnlyList<string> headNames)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(pictureNames);
        ArgumentNullException.ThrowIfNull(headNames);
        var pictures = PixelPicture.Fitting([.. PixelPicture.Batch(images, nameof(images), MostStrokes).Select(picture => picture.InGrey())]);
        if (weights.ndim != 6 || weights.numel() == 0 || weights.shape[0] != pictures.Count || weights.shape[4] != weights.shape[5] || weights.shape[5] % 2 == 0)
            throw new ArgumentException($"weights are {Shapes.Text(weights)}, expected [{pictures.Count}, heads, H, W, K, K] with an odd K: the windows of every query, for each of {pictures.Count} pictures");
        var (heads, height, width) = ((int)weights.shape[1], (int)weights.shape[2], (int)weights.shape[3]);
        if (pictureNames.Count != pictures.Count || headNames.Count != heads)
            throw new ArgumentException($"there are {pictureNames.Count} names for {pictures.Count} pictures and {headNames.Count} for {heads} heads: each needs one");
        if ((long)pictures.Count * heads * height * width is var strokes and > MostStrokes)
            throw new ArgumentException($"{pictures.Count} pictures with {heads} heads on a map of {height}×{width} are {strokes} strokes, at most {MostStrokes} can be told apart: draw fewer");

        var ways = MeanOffsets(weights);
        var parts = new List<GenericChart>();
        var lines = Directions.Select(_ => (X: new List<double>(), Y: new List<double>())).ToArray();
        var titles = new List<(double X, double Y, string Text)>();
        for (var head = 0; head < heads; head++)
        {
            for (var picture = 0; picture < pictures.Count; picture++)
            {
                var (left, top) = (picture * (width + GapCells), head * (height + TitleCells));
                parts.Add(Dark(pictures[picture], left, top, height, width));
                titles.Add((left + (width - 1) / 2.0, top - 0.7, $"{pictureNames[picture]}, {headNames[head]}"));
                for (var place = 0; place < height * width; place++)
                {
                    var start = 2 * (((picture * heads) + head) * height * width + place);
                    var (x, y, right, down) = (left + place % width, top + place / width, ways[start], ways[start + 1]);
                    var (alongX, alongY) = lines[Math.Abs(right) >= Math.Abs(down) ? (right < 0 ? 0 : 1) : down < 0 ? 2 : 3];
                    alongX.AddRange([x, Math.Round(x + right, 1), double.NaN]);
                    alongY.AddRange([y, Math.Round(y + down, 1), double.NaN]);
                }
            }
        }
        foreach (var (direction, (x, y)) in lines.Index())
            parts.Add(Chart.Line<double, double, string>(x, y, Name: Directions[direction], ShowLegend: true, LineColor: Palette.Directions[direction], LineWidth: 2));
        parts.Add(ChartLook.Texts([.. titles.Select(title => title.X)], titles.Select(title => title.Y).ToArray(), [.. titles.Select(title => title.Text)], StyleParam.TextPosition.TopCenter).Uncut());
        var (wide, tall) = (pictures.Count * (width + GapCells) - GapCells, heads * (height + TitleCells));
        var cell = (double)PanelPixels / Math.Max(height, width);
        return Chart.Combine(parts).WithoutAxes()
            .WithXAxisStyle<double, double, string>(MinMax: Tuple.Create(-1.0, (double)wide))
            .WithYAxisStyle<double, double, string>(MinMax: Tuple.Create(tall - TitleCells + 0.5, -TitleCells + 0.5))
            .WithLegendStyle(Orientation: StyleParam.Orientation.Horizontal, X: 0.5, XAnchor: StyleParam.XAnchorPosition.Center, Y: -0.02, YAnchor: StyleParam.YAnchorPosition.Top)
            .CourseLook(Math.Max(LeastWidth, (int)((wide + 1) * cell) + 100), (int)(tall * cell) + 90);
    }

    // Σ weight · offset: two numbers for each query, columns to the right and rows down.
    private static double[] MeanOffsets(Tensor weights)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var numbers = weights.detach().cpu().to(float64);
        if (!numbers.isfinite().all().ToBoolean() || numbers.min().ToDouble() < 0 || (numbers.sum([-2, -1]) - 1).abs().max().ToDouble() > 0.02)
            throw new ArgumentException("weights hold a window that does not sum to 1, or a number below 0: take the softmax of the logits; a border of zeros counts as positions, too");
        var half = weights.shape[5] / 2;
        var offset = arange(-half, half + 1, dtype: float64, device: CPU);
        var right = (numbers.sum(-2) * offset).sum(-1);                                             // [B, heads, H, W]
        var down = (numbers.sum(-1) * offset).sum(-1);
        return stack([right, down], dim: -1).contiguous().data<double>().ToArray();
    }

    private static GenericChart Dark(PixelPicture picture, int left, int top, int height, int width)
    {
        byte[] colours = [.. picture.Bytes.SelectMany(grey => Palette.Night.Select(channel => (byte)(channel.Black + (channel.White - channel.Black) * grey / 255)))];
        var dark = new PixelPicture(picture.Rows, picture.Columns, Channels: 3, colours).Drawn();
        var trace = GenericChart.getTraces(dark).Single();
        // The middle of the first pixel, and the steps to the next ones, in cells of the map.
        var (across, down) = ((double)width / picture.Columns, (double)height / picture.Rows);
        trace.SetProperty("x0", left - 0.5 + across / 2);
        trace.SetProperty("y0", top - 0.5 + down / 2);
        trace.SetProperty("dx", across);
        trace.SetProperty("dy", down);
        trace.SetProperty("hoverinfo", "skip");
        return dark;
    }
}
