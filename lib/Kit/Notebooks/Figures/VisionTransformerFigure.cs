namespace VisionAttention.Kit.Notebooks.Figures;

/// <summary>Lesson 10: from an image to logits.</summary>
internal static class VisionTransformerFigure
{
    private const int Patches = 9, Cell = 12;

    public static Drawing Draw()
    {
        var drawing = new Drawing(900, 536, "A Vision Transformer",
            "Images [B, C, H, W] are cut into N patches, [B, N, C·P·P]; times E, plus a bias, they are tokens [B, N, D]. The class token goes in front, [B, T, D] with T = N + 1, and positions [1, T, D] are added. "
            + "L encoder blocks follow: y = x + MSA(LN(x)), z = y + MLP(LN(y)). After a last layer norm the class token alone, [B, D], goes through the head: logits [B, classes].");
        var sum = Tokens(drawing);
        Encoder(drawing, sum);
        return drawing;
    }

    private static Area Tokens(Drawing drawing)
    {
        const double Middle = 100;
        var image = drawing.Grid(30, Middle - 51, 3, 3, 34, 34, Ink.Plain, (row, column) => Shade(3 * row + column));
        drawing.Label(image.Bottom.By(0, 20), "images", "[B, C, H, W]");
        var patches = drawing.Grid(206, Middle - 54, Patches, 8, Cell, Cell, Ink.Plain, (row, _) => Shade(row));
        drawing.Label(patches.Bottom.By(0, 18), "patches", "[B, N, C·P·P]");
        drawing.Arrow(image.Right, patches.Left);
        drawing.Text(new(171, Middle - 18), "cut", Tone.Note);
        var tokens = drawing.Grid(382, Middle - 54, Patches, 5, Cell, Cell, Ink.Plain, (row, _) => Shade(row));
        drawing.Label(tokens.Bottom.By(0, 18), "tokens", "[B, N, D]");
        drawing.Arrow(patches.Right, tokens.Left);
        drawing.Text(new(342, Middle - 18), "· E + bias", Tone.Note);
        var all = drawing.Grid(546, Middle - 60, Patches + 1, 5, Cell, Cell, Ink.Plain, (row, _) => row == 0 ? 0 : Shade(row - 1));
        drawing.Grid(546, Middle - 60, 1, 5, Cell, Cell, Ink.First, (_, _) => 0.75);
        drawing.Label(all.Bottom.By(0, 15), "class token in front", "[B, T, D], T = N + 1");
        drawing.Arrow(tokens.Right, all.Left);
        var plus = drawing.Plus(676, Middle);
        drawing.Arrow(all.Right, plus.Left);
        var positions = drawing.Grid(756, Middle - 60, Patches + 1, 5, Cell, Cell, Ink.Second, (row, column) => 0.2 + 0.07 * ((row * 3 + column * 5) % 8));
        drawing.Label(positions.Bottom.By(0, 15), "positions", "[1, T, D]");
        drawing.Arrow(positions.Left, plus.Right);
        return plus;
    }

    private static void Encoder(Drawing drawing, Area sum)
    {
        const double Middle = 370;
        drawing.Frame(96, 290, 488, 150, Ink.Plain, strength: 0.05);
        drawing.Text(new(300, 233), "[B, T, D]");
        drawing.Text(new(108, 308), "encoder block, one of L", Tone.Name, Align.Start);
        var norm1 = drawing.Box(150, Middle - 17, 50, 34, Ink.Plain, "LN");
        var attention = drawing.Box(222, Middle - 17, 60, 34, Ink.Plain, "MSA");
        var first = drawing.Plus(318, Middle);
        var norm2 = drawing.Box(374, Middle - 17, 50, 34, Ink.Plain, "LN");
        var mlp = drawing.Box(446, Middle - 17, 60, 34, Ink.Plain, "MLP");
        var second = drawing.Plus(542, Middle);
        drawing.Arrow(sum.Bottom, new(sum.Bottom.X, 246), new(50, 246), new(50, Middle), norm1.Left);
        drawing.Arrow(norm1.Right, attention.Left);
        drawing.Arrow(attention.Right, first.Left);
        drawing.Arrow(first.Right, norm2.Left);
        drawing.Arrow(norm2.Right, mlp.Left);
        drawing.Arrow(mlp.Right, second.Left);
        drawing.Branch(new(124, Middle), new(124, 330), new(318, 330), first.Top);
        drawing.Branch(new(348, Middle), new(348, 330), new(542, 330), second.Top);
        drawing.Text(new(110, Middle - 14), "x");
        drawing.Text(new(348, Middle + 17), "y");
        drawing.Text(new(569, Middle - 14), "z");
        drawing.Text(new(222, 418), "y = x + MSA(LN(x))");
        drawing.Text(new(446, 418), "z = y + MLP(LN(y))");
        drawing.Text(new(340, 462), "every block: [B, T, D] in, [B, T, D] out", Tone.Note);
        var norm = drawing.Box(660, Middle - 17, 50, 34, Ink.Plain, "LN");
        drawing.Arrow(second.Right, norm.Left);
        drawing.Text(new(621, Middle - 14), "[B, T, D]");
        var token = drawing.Grid(776, Middle - 8, 1, 5, 16, 16, Ink.First, (_, _) => 0.75);
        drawing.Arrow(norm.Right, token.Left);
        drawing.Label(token.Top.By(0, -38), "class token", "[B, D]");
        var head = drawing.Box(786, 420, 60, 34, Ink.Plain, "head");
        drawing.Arrow(token.Bottom, head.Top);
        drawing.Arrow(head.Bottom, head.Bottom.By(0, 36));
        drawing.Label(head.Bottom.By(0, 44), "logits", "[B, classes]");
    }

    private static double Shade(int patch) => 0.1 + 0.08 * (patch * 4 % 9);
}
