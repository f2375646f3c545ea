namespace VisionAttention.Kit.Notebooks.Figures;

/// <summary>Lesson 03: tokens are split into heads, and joined again.</summary>
internal static class HeadsFigure
{
    private const double Cell = 12;
    private const int Heads = 3;
    private static readonly double[] Tops = [92, 152, 212];
    private static readonly (Ink Ink, string Matrix)[] Views =
        [(Ink.Query, "W_{Q}"), (Ink.Key, "W_{K}"), (Ink.Value, "W_{V}")];

    public static Drawing Draw()
    {
        var drawing = new Drawing(880, 460, "Split into heads, attention, join",
            "Tokens [B, N, D] become query, key and value, [B, N, H·Dh] each. Every row is cut into H pieces of Dh numbers, [B, N, H, Dh]; then the axis of the heads goes before that "
            + "of the tokens, [B, H, N, Dh]. Each head attends by itself and gives answers [B, H, N, Dh]. Below, the way is undone: [B, N, H, Dh], then [B, N, H·Dh], then a last matrix gives [B, N, D].");
        drawing.Label(new(66, 28), "tokens", "[B, N, D]");
        drawing.Label(new(240, 28), "query, key, value", "[B, N, H·Dh] each");
        drawing.Label(new(411, 28), "heads in a row", "[B, N, H, Dh] each");
        drawing.Label(new(590, 28), "head by head", "[B, H, N, Dh] each");
        drawing.Label(new(812, 28), "answers", "[B, H, N, Dh]");
        var answers = Split(drawing);
        Join(drawing, answers);
        return drawing;
    }

    // The upper half, from left to right. Head h owns two columns of six and has a shade of its own.
    private static Area Split(Drawing drawing)
    {
        var tokens = drawing.Grid(30, Tops[1], 3, 6, Cell, Cell, Ink.Plain, (_, _) => 0.2);
        for (var view = 0; view < 3; view++)
        {
            var (ink, matrix) = Views[view];
            var whole = drawing.Grid(204, Tops[view], 3, 6, Cell, Cell, ink, (_, column) => Shade(column / 2));
            if (view == 1)
                drawing.Arrow(tokens.Right, whole.Left);
            else
                drawing.Branch(tokens.Right.By(22, 0), new(tokens.Right.X + 22, whole.Left.Y), whole.Left);
            drawing.Text(new(162, whole.Left.Y - 14), matrix);
            var cut = InRow(drawing, 367, Tops[view], ink);
            drawing.Arrow(whole.Right, cut.Left);
            for (var head = 0; head < Heads; head++)
                OneHead(drawing, 540 + 38 * view, Tops[head], ink, head);
        }
        Area answer = default;
        for (var head = 0; head < Heads; head++)
        {
            var own = drawing.Frame(530, Tops[head] - 7, 120, 50, Ink.Plain, strength: 0);
            if (head == 1)
                drawing.Arrow(new(455, own.Left.Y), own.Left);
            var attention = drawing.Box(674, Tops[head] + 2, 92, 32, Ink.Plain, $"head {head}");
            drawing.Arrow(own.Right, attention.Left);
            answer = OneHead(drawing, 800, Tops[head], Ink.Plain, head);
            drawing.Arrow(attention.Right, answer.Left);
        }
        drawing.Text(new(150, 286), ["three matrices:", "three views"], Tone.Note);
        drawing.Text(new(321, 286), ["each row is cut in", "H pieces of Dh"], Tone.Note);
        drawing.Text(new(495, 286), ["the axes N and H", "change places"], Tone.Note);
        drawing.Text(new(704, 286), ["q·k / √Dh, softmax,", "blend of the values"], Tone.Note);
        return answer;
    }

    // The lower half, from right to left: each step undoes the one above it.
    private static void Join(Drawing drawing, Area answers)
    {
        const double Top = 360;
        var cut = InRow(drawing, 367, Top, Ink.Plain);
        drawing.Label(cut.Bottom.By(0, 18), "heads in a row", "[B, N, H, Dh]");
        drawing.Arrow(answers.Bottom, new(answers.Bottom.X, cut.Right.Y), cut.Right);
        drawing.Text(new(632, cut.Right.Y - 14), "the axes H and N change places back", Tone.Note);
        var whole = drawing.Grid(204, Top, 3, 6, Cell, Cell, Ink.Plain, (_, column) => Shade(column / 2));
        drawing.Label(whole.Bottom.By(0, 18), "joined", "[B, N, H·Dh]");
        drawing.Arrow(cut.Left, whole.Right);
        drawing.Text(new(321, cut.Right.Y - 14), "side by side", Tone.Note);
        var output = drawing.Grid(30, Top, 3, 6, Cell, Cell, Ink.Plain, (_, _) => 0.2);
        drawing.Label(output.Bottom.By(0, 18), "output", "[B, N, D]");
        drawing.Arrow(whole.Left, output.Right);
        drawing.Text(new(153, cut.Right.Y - 14), "W_{O}");
        drawing.Text(new(632, Top + 60), "each step below undoes the one above it", Tone.Note);
    }

    private static double Shade(int head) => 0.15 + 0.3 * head;

    private static Area OneHead(Drawing drawing, double x, double y, Ink ink, int head) => drawing.Grid(x, y, 3, 2, Cell, Cell, ink, (_, _) => Shade(head));

    private static Area InRow(Drawing drawing, double x, double y, Ink ink)
    {
        for (var head = 0; head < Heads; head++)
            OneHead(drawing, x + 32 * head, y, ink, head);
        return new Area(x, y, 88, 3 * Cell);
    }
}
