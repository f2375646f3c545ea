namespace VisionAttention.Kit.Notebooks.Figures;

/// <summary>Lesson 06: local self-attention of one pixel.</summary>
internal static class WindowFigure
{
    private const int Rows = 5, Columns = 7, K = 3;
    private static readonly (int Row, int Column) Pixel = (2, 3);

    public static Drawing Draw()
    {
        var drawing = new Drawing(900, 506, "Local self-attention of one pixel",
            "From a map [B, C, H, W] three matrices make a query map, a key map and a value map. Pixel (i, j) gives its query, its window of k×k pixels gives keys and values; a pixel of "
            + "the window is named by its offset a − i, b − j. The query meets every key of the window: k² logits; softmax makes them k² weights, which sum to 1; the values of the window, "
            + "weighted and summed, are the output of the pixel. Here k is 3.");
        var map = SmallMap(drawing, 20, 193, Ink.Plain, (_, _) => 0.12);
        drawing.Mark(map.X + 14 * Pixel.Column, map.Y + 14 * Pixel.Row, 14, 14, Ink.Plain);
        drawing.Label(map.Bottom.By(0, 18), "map x", "[B, C, H, W]");
        var (query, keys, values) = (View(drawing, map, 50, Ink.Query, "W_{Q}"), View(drawing, map, 193, Ink.Key, "W_{K}"), View(drawing, map, 336, Ink.Value, "W_{V}"));
        drawing.Label(query.Bottom.By(0, 18), "query map", "[B, C, H, W]");
        drawing.Label(keys.Bottom.By(0, 18), "key map", "[B, C, H, W]");
        drawing.Label(values.Bottom.By(0, 18), "value map", "[B, C, H, W]");

        var asks = drawing.Grid(372, 76, 1, 4, 32, 18, Ink.Query, (_, _) => 0.5);
        Enlarge(drawing, PixelOf(query), asks);
        drawing.Label(asks.Top.By(0, -38), "query q_{ij} of pixel (i, j)", "[B, Heads, Dh, H, W]");
        var keyWindow = drawing.Grid(352, 189, K, K, 56, 26, Ink.Key, (_, _) => Inks.Tint);
        Enlarge(drawing, WindowOf(keys), keyWindow);
        foreach (var (row, column) in from row in Enumerable.Range(-1, K) from column in Enumerable.Range(-1, K) select (row, column))
            drawing.Text(new(436 + 56 * column, 228 + 26 * row), $"{Signed(row)}, {Signed(column)}", Tone.Note);
        drawing.Label(keyWindow.Top.By(0, -38), "keys k_{ab} at a − i, b − j", "[B, Heads, Dh, k·k, H, W]");
        var valueWindow = drawing.Grid(352, 332, K, K, 56, 26, Ink.Value, (_, _) => 0.35);
        Enlarge(drawing, WindowOf(values), valueWindow);
        drawing.Label(valueWindow.Bottom.By(0, 18), "values v_{ab}", "[B, Heads, Dh, k·k, H, W]");
        Attend(drawing, asks, keyWindow, valueWindow);
        return drawing;
    }

    private static void Attend(Drawing drawing, Area asks, Area keys, Area values)
    {
        double[,] shares = { { 0.04, 0.12, 0.3 }, { 0.08, 0.75, 0.4 }, { 0.02, 0.06, 0.15 } };
        var logits = drawing.Grid(591, 189, K, K, 26, 26, Ink.Plain, (row, column) => 0.12 + 0.3 * Math.Sqrt(shares[row, column]));
        drawing.Arrow(asks.Right, new(logits.Top.X, asks.Right.Y), logits.Top);
        drawing.Arrow(keys.Right, logits.Left);
        drawing.Text(new(554, 214), "q·k", Tone.Note);
        drawing.Label(logits.Bottom.By(0, 18), "k² logits", "[B, Heads, k·k, H, W]");
        var weights = drawing.Grid(766, 189, K, K, 26, 26, Ink.Plain, (row, column) => shares[row, column]);
        drawing.Arrow(logits.Right, weights.Left);
        drawing.Text(new(715, 214), "softmax", Tone.Note);
        drawing.Label(weights.Bottom.By(0, 18), "k² weights, sum 1", "[B, Heads, k·k, H, W]");
        var sum = drawing.Box(745, 348, 120, 46, Ink.Plain, "weighted", "sum");
        drawing.Arrow(new(weights.Bottom.X, 312), sum.Top);
        drawing.Arrow(values.Right, sum.Left);
        drawing.Text(new(632, 357), "each value times its weight", Tone.Note);
        var output = drawing.Grid(741, 420, 1, 4, 32, 18, Ink.Plain, (_, _) => 0.5);
        drawing.Arrow(sum.Bottom, output.Top);
        drawing.Label(output.Bottom.By(0, 16), "output y_{ij}", "[B, C, H, W]");
    }

    private static Area View(Drawing drawing, Area map, double y, Ink ink, string matrix)
    {
        bool IsSeen(int row, int column) => ink == Ink.Query ? (row, column) == Pixel : Math.Abs(row - Pixel.Row) <= 1 && Math.Abs(column - Pixel.Column) <= 1;
        var view = SmallMap(drawing, 182, y, ink, (row, column) => IsSeen(row, column) ? 0.6 : 0.08);
        if (y == map.Y)
            drawing.Arrow(map.Right, view.Left);
        else
            drawing.Branch(map.Right.By(18, 0), new(map.Right.X + 18, view.Left.Y), view.Left);
        drawing.Text(new(157, view.Left.Y - 14), matrix);
        return view;
    }

    private static Area SmallMap(Drawing drawing, double x, double y, Ink ink, Func<int, int, double> strength) => drawing.Grid(x, y, Rows, Columns, 14, 14, ink, strength);

    private static Area PixelOf(Area map) => new(map.X + 14 * Pixel.Column, map.Y + 14 * Pixel.Row, 14, 14);

    private static Area WindowOf(Area map) => new(map.X + 14 * (Pixel.Column - 1), map.Y + 14 * (Pixel.Row - 1), 42, 42);

    private static void Enlarge(Drawing drawing, Area small, Area large)
    {
        drawing.Guide(new(small.X + small.Width, small.Y), new(large.X, large.Y));
        drawing.Guide(new(small.X + small.Width, small.Y + small.Height), new(large.X, large.Y + large.Height));
    }

    private static string Signed(int offset) => offset < 0 ? $"−{-offset}" : $"{offset}";
}
