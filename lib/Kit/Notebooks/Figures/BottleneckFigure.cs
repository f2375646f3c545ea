namespace VisionAttention.Kit.Notebooks.Figures;

/// <summary>Lesson 08: a bottleneck of convolutions, and what the surgery makes of it.</summary>
internal static class BottleneckFigure
{
    public static Drawing Draw()
    {
        var drawing = new Drawing(900, 764, "A bottleneck before and after the surgery",
            "Both blocks take a map [B, inC, H, W]. conv1, 1×1, with bn1 and ReLU gives [B, C, H, W]. Before the surgery conv2 is a 3×3 convolution, of stride 2 where the block halves; after it conv2 is local "
            + "self-attention with k = 7 and 8 heads, whose query, key and value are 1×1 convolutions, and a 2×2 average pool where the block halves. Then come bn2 and ReLU, conv3, 1×1, with bn3: [B, 4·C, H, W]. "
            + "The shortcut adds the map itself, or a 1×1 convolution and a norm of it where the shapes differ; a last ReLU follows.");
        var before = Block(drawing, 262, "before: 3×3 convolution", shortcut: 74, Convolution);
        var after = Block(drawing, 638, "after: local self-attention", shortcut: 826, Attention);
        drawing.Arrow(before.Right, after.Left);
        drawing.Text(before.Right.By((after.X - before.X - before.Width) / 2, -14), "surgery", Tone.Name);
        return drawing;
    }

    private static Area Block(Drawing drawing, double x, string title, double shortcut, Func<Drawing, Area, Spot, Area> conv2)
    {
        drawing.Text(new(x, 28), title, Tone.Name);
        drawing.Text(new(x, 60), "map [B, inC, H, W]");
        var conv1 = drawing.Box(x - 80, 108, 160, 48, Ink.Plain, "conv1: 1×1", "bn1, ReLU");
        drawing.Arrow(new(x, 70), conv1.Top);
        var frame = drawing.Frame(x - 120, 196, 240, 226, Ink.Plain, strength: 0, isDashed: true);
        drawing.Text(conv1.Bottom.By(12, 20), "[B, C, H, W]", Tone.Plain, Align.Start);
        drawing.Text(new(frame.X + 12, frame.Y + 16), "conv2", Tone.Name, Align.Start);
        var last = conv2(drawing, frame, conv1.Bottom);
        var norm = drawing.Box(x - 80, 470, 160, 30, Ink.Plain, "bn2, ReLU");
        drawing.Arrow(last.Bottom, norm.Top);
        drawing.Text(frame.Bottom.By(12, 24), Sizes("C"), Tone.Plain, Align.Start);
        var conv3 = drawing.Box(x - 80, 528, 160, 48, Ink.Plain, "conv3: 1×1", "bn3");
        drawing.Arrow(norm.Bottom, conv3.Top);
        var plus = drawing.Plus(x, 641);
        drawing.Arrow(conv3.Bottom, plus.Top);
        drawing.Text(conv3.Bottom.By(12, 27), Sizes("4·C"), Tone.Plain, Align.Start);
        var relu = drawing.Box(x - 80, 674, 160, 30, Ink.Plain, "ReLU");
        drawing.Arrow(plus.Bottom, relu.Top);
        drawing.Arrow(relu.Bottom, relu.Bottom.By(0, 30));
        drawing.Text(relu.Bottom.By(0, 38), string.Join(' ', Sizes("4·C")));
        Shortcut(drawing, x, shortcut, plus);
        return frame;
    }

    private static string[] Sizes(string channels) => [$"[B, {channels}, H, W]", $"or [B, {channels}, H/2, W/2]"];

    private static void Shortcut(Drawing drawing, double x, double at, Area plus)
    {
        var aside = drawing.Frame(at - 60, 256, 120, 106, Ink.Plain, Inks.Tint);
        drawing.Text(aside.Top.By(0, 18), "shortcut", Tone.Name);
        drawing.Text(aside.Middle.By(0, 11), ["the map itself,", "or 1×1 (stride 2", "where it halves)", "and a norm"], Tone.Note);
        drawing.Branch(new(x, 84), new(at, 84), aside.Top);
        drawing.Arrow(aside.Bottom, new(at, plus.Left.Y), at < x ? plus.Left : plus.Right);
    }

    private static Area Convolution(Drawing drawing, Area frame, Spot from)
    {
        var conv = drawing.Frame(frame.X + 20, 234, 200, 174, Ink.Plain, Inks.Tint);
        drawing.Arrow(from, conv.Top);
        drawing.Text(conv.Top.By(0, 42), ["3×3 convolution", "(stride 2 where", "the block halves)"]);
        drawing.Grid(conv.Top.X - 33, 322, 3, 3, 22, 22, Ink.Plain, (_, _) => 0.2);
        return conv;
    }

    private static Area Attention(Drawing drawing, Area frame, Spot from)
    {
        var x = frame.Top.X;
        var attention = drawing.Box(x - 100, 296, 200, 48, Ink.Plain, "local self-attention", "k = 7, 8 heads");
        foreach (var (ink, name, place) in new[] { (Ink.Key, "key", 0.0), (Ink.Query, "query", -72), (Ink.Value, "value", 72) })
        {
            var view = drawing.Box(x + place - 33, 238, 66, 42, ink, name, "1×1");
            if (place == 0)
                drawing.Arrow(from, view.Top);
            else
                drawing.Branch(new(x, 222), new(x + place, 222), view.Top);
            drawing.Arrow(view.Bottom, new(x + place, attention.Y));
        }
        var pool = drawing.Box(x - 100, 360, 200, 48, Ink.Plain, "2×2 average pool", "(where the block halves)");
        drawing.Arrow(attention.Bottom, pool.Top);
        return pool;
    }
}
