namespace VisionAttention.Kit.Notebooks.Figures;

/// <summary>Lesson 07: a row table and a column table make the vectors of all offsets of a window.</summary>
internal static class IndexMapFigure
{
    private const int K = 5, Half = 4;
    private const int Row = 0, Column = 3;
    private const double CellWidth = 58, CellHeight = 38, Left = 216, Top = 170;

    public static Drawing Draw()
    {
        var drawing = new Drawing(880, 420, "Two tables, one index map",
            "The row table and the column table have K entries of Dh / 2 numbers each; entry = offset + k/2, rounded down. Place (a, b) of the window takes the row entry of its row offset and the "
            + "column entry of its column offset, and r for the offset is the two side by side. Marked: two rows up and one column to the right takes row entry 0 and column entry 3.");
        drawing.Text(new(Left - 14, 30), "offset b − j", Tone.Note, Align.End);
        drawing.Text(new(Left - 14, 52), "column entry", Tone.Note, Align.End);
        drawing.Text(new(44, Top - 24), ["offset", "a − i"], Tone.Note);
        drawing.Text(new(98, Top - 24), ["row", "entry"], Tone.Note);
        for (var entry = 0; entry < K; entry++)
        {
            var (x, y) = (Left + CellWidth * (entry + 0.5), Top + CellHeight * (entry + 0.5));
            var offset = Signed(entry - K / 2);
            drawing.Text(new(x, 30), offset);
            drawing.Text(new(x, 52), $"{entry}", Tone.Name);
            drawing.Grid(x - 14, 68, Half, 1, 28, 18, Ink.Second, (_, _) => entry == Column ? 0.7 : 0.2);
            drawing.Text(new(44, y), offset);
            drawing.Text(new(98, y), $"{entry}", Tone.Name);
            drawing.Grid(128, y - 14, 1, Half, 18, 28, Ink.First, (_, _) => entry == Row ? 0.7 : 0.2);
        }
        drawing.Label(new(Left + K * CellWidth + 4, 76), "column table", "[K, Dh / 2]", Align.Start);
        drawing.Label(new(128, Top + K * CellHeight + 20), "row table", "[K, Dh / 2]");
        var map = Map(drawing);
        Joined(drawing, map);
        return drawing;
    }

    private static Area Map(Drawing drawing)
    {
        var map = drawing.Grid(Left, Top, K, K, CellWidth, CellHeight, Ink.Plain, (_, _) => 0.04);
        drawing.Grid(Left, Top + CellHeight * Row, 1, K, CellWidth, CellHeight, Ink.First, (_, _) => 0.2);
        drawing.Grid(Left + CellWidth * Column, Top, K, 1, CellWidth, CellHeight, Ink.Second, (_, _) => 0.2);
        foreach (var (a, b) in from a in Enumerable.Range(0, K) from b in Enumerable.Range(0, K) select (a, b))
            drawing.Text(new(Left + CellWidth * (b + 0.5), Top + CellHeight * (a + 0.5)), $"{a}, {b}");
        drawing.Mark(Left + CellWidth * Column, Top + CellHeight * Row, CellWidth, CellHeight, Ink.Plain);
        drawing.Mark(Left + CellWidth * (K / 2), Top + CellHeight * (K / 2), CellWidth, CellHeight, Ink.Query);
        drawing.Text(map.Bottom.By(0, 20), "index map of the window, K × K", Tone.Name);
        drawing.Text(map.Bottom.By(0, 40), "row entry, column entry; blue: the pixel itself", Tone.Note);
        return map;
    }

    private static void Joined(Drawing drawing, Area map)
    {
        var x = map.X + map.Width + 40;
        var middle = Top + CellHeight / 2;
        drawing.Text(new(x + 152, middle - 60), "r_{a−i, b−j}  =  [ r_{a−i} ; r_{b−j} ]");
        drawing.Text(new(x + 152, middle - 32), "two rows up, one column to the right:", Tone.Note);
        var row = drawing.Grid(x, middle - 14, 1, Half, 38, 28, Ink.First, (_, _) => 0.7);
        var column = drawing.Grid(x + 152, middle - 14, 1, Half, 38, 28, Ink.Second, (_, _) => 0.7);
        drawing.Arrow(map.Right with { Y = middle }, row.Left);
        drawing.Text(row.Bottom.By(0, 30), ["row entry", $"{Signed(Row - K / 2)} + {K / 2} = {Row}"]);
        drawing.Text(column.Bottom.By(0, 30), ["column entry", $"{Signed(Column - K / 2)} + {K / 2} = {Column}"]);
        drawing.Text(new(x + 152, middle + 94), "[Dh], the two halves side by side");
        drawing.Text(new(x + 152, middle + 142), ["entry = offset + k/2", $"k/2 is rounded down; here k = {K}"], Tone.Note);
    }

    private static string Signed(int offset) => offset < 0 ? $"−{-offset}" : $"{offset}";
}
