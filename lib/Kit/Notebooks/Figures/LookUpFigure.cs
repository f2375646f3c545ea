namespace VisionAttention.Kit.Notebooks.Figures;

/// <summary>Lesson 02: from a dictionary's look-up to the attention formula.</summary>
internal static class LookUpFigure
{
    private static readonly string[] Keys = ["red", "green", "blue"];
    private static readonly double[] Values = [0.3, 0.6, 0.1];

    public static Drawing Draw()
    {
        var drawing = new Drawing(880, 560, "From a look-up to attention",
            "In a dictionary the query red equals one key and its value 0.3 comes back. In attention the query orange is compared with every key; the weights 0.506, 0.307 and 0.186 "
            + "blend the values to the answer 0.355. For N queries at once: query [N, d] and key [M, d] give scores [N, M] by a dot product for every pair; divided by the root of d, "
            + "a softmax in each row makes them weights [N, M]; weights and value [M, d_v] give the answer [N, d_v].");
        Dictionary(drawing);
        SoftLookUp(drawing);
        Formula(drawing);
        return drawing;
    }

    private static void Dictionary(Drawing drawing)
    {
        drawing.Text(new(28, 30), "A dictionary: one key is equal", Tone.Name, Align.Start);
        Columns(drawing, ("query", 64), ("keys", 178), ("values", 258), ("answer", 336));
        var query = drawing.Box(28, 84, 72, 30, Ink.Query, "red");
        for (var entry = 0; entry < 3; entry++)
        {
            var key = drawing.Box(144, Top(entry), 68, 30, Ink.Key, Keys[entry]);
            var value = drawing.Box(234, Top(entry), 48, 30, Ink.Value, $"{Values[entry]}");
            drawing.Join(key.Right, value.Left);
            if (entry > 0)
                continue;
            drawing.Arrow(query.Right, key.Left);
            drawing.Text(query.Right.By(20, -13), "=", Tone.Name);
            drawing.Arrow(value.Right, drawing.Box(312, Top(entry), 48, 30, Ink.Plain, $"{Values[entry]}").Left);
        }
        drawing.Text(new(28, 226), "where no key is equal, there is no answer", Tone.Note, Align.Start);
    }

    private static void SoftLookUp(Drawing drawing)
    {
        var raised = new[] { 1, 0.5, 0 }.Select(Math.Exp).ToArray();
        var weights = raised.Select(one => one / raised.Sum()).ToArray();
        var blend = $"{weights.Zip(Values, (weight, value) => weight * value).Sum():0.000}";
        drawing.Rule(new(390, 22), new(390, 236));
        drawing.Text(new(418, 30), "Attention: every key gets a weight", Tone.Name, Align.Start);
        Columns(drawing, ("query", 458), ("keys", 574), ("weights", 662), ("values", 738), ("answer", 829));
        var query = drawing.Box(418, Top(1), 80, 30, Ink.Query, "orange");
        var answer = drawing.Box(802, Top(1), 54, 30, Ink.Plain, blend);
        for (var entry = 0; entry < 3; entry++)
        {
            var key = drawing.Box(540, Top(entry), 68, 30, Ink.Key, Keys[entry]);
            drawing.Arrow(query.Right, key.Left);
            var weight = drawing.Frame(634, Top(entry), 56, 30, Ink.Plain, weights[entry]);
            drawing.Text(weight.Middle, $"{weights[entry]:0.000}");
            drawing.Arrow(key.Right, weight.Left);
            var value = drawing.Box(714, Top(entry), 48, 30, Ink.Value, $"{Values[entry]}");
            drawing.Join(weight.Right, value.Left);
            drawing.Arrow(value.Right, answer.Left);
        }
        drawing.Text(new(418, 226), $"{string.Join(" + ", weights.Zip(Values, (weight, value) => $"{weight:0.000} · {value}"))} = {blend}", Tone.Note, Align.Start);
    }

    private static void Formula(Drawing drawing)
    {
        drawing.Rule(new(28, 254), new(852, 254));
        drawing.Text(new(28, 282), "The same for N queries at once; a bold frame marks one of them", Tone.Name, Align.Start);
        var query = drawing.Grid(44, 310, 2, 3, 20, 20, Ink.Query, (_, _) => 0.3);
        drawing.Label(query.Bottom.By(0, 16), "query", "[N, d]");
        var key = drawing.Grid(44, 420, 4, 3, 20, 20, Ink.Key, (_, _) => 0.3);
        drawing.Label(key.Bottom.By(0, 16), "key", "[M, d]");
        var pairs = drawing.Box(160, 354, 116, 48, Ink.Plain, "dot product", "for every pair");
        drawing.Arrow(query.Right, new(218, query.Right.Y), pairs.Top);
        drawing.Arrow(key.Right, new(218, key.Right.Y), pairs.Bottom);
        var scores = drawing.Grid(312, 358, 2, 4, 20, 20, Ink.Plain, (_, _) => 0.2);
        drawing.Label(scores.Bottom.By(0, 16), "scores", "[N, M]");
        drawing.Arrow(pairs.Right, scores.Left);
        var softmax = drawing.Box(428, 354, 118, 48, Ink.Plain, "÷ √d, softmax", "in each row");
        drawing.Arrow(scores.Right, softmax.Left);
        double[,] shares = { { 0.6, 0.1, 0.25, 0.05 }, { 0.1, 0.45, 0.05, 0.4 } };
        var weights = drawing.Grid(582, 358, 2, 4, 20, 20, Ink.Plain, (row, column) => shares[row, column]);
        drawing.Label(weights.Bottom.By(0, 16), "weights", "[N, M]");
        drawing.Arrow(softmax.Right, weights.Left);
        var blend = drawing.Box(698, 354, 84, 48, Ink.Plain, "weighted", "sum");
        drawing.Arrow(weights.Right, blend.Left);
        var value = drawing.Grid(720, 420, 4, 2, 20, 20, Ink.Value, (_, _) => 0.3);
        drawing.Label(value.Bottom.By(0, 16), "value", "[M, d_v]");
        drawing.Arrow(value.Top, blend.Bottom);
        var answer = drawing.Grid(812, 358, 2, 2, 20, 20, Ink.Plain, (_, _) => 0.2);
        drawing.Label(answer.Bottom.By(0, 16), "answer", "[N, d_v]");
        drawing.Arrow(blend.Right, answer.Left);
        foreach (var (table, ink) in new[] { (query, Ink.Query), (scores, Ink.Plain), (weights, Ink.Plain), (answer, Ink.Plain) })
            drawing.Mark(table.X, table.Y, table.Width, 20, ink);
    }

    private static double Top(int entry) => 84 + 42 * entry;

    private static void Columns(Drawing drawing, params (string Name, double X)[] columns)
    {
        foreach (var (name, x) in columns)
            drawing.Text(new(x, 64), name, Tone.Note);
    }
}
