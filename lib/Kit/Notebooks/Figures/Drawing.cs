using System.Globalization;
using System.Security;
using System.Text;

namespace VisionAttention.Kit.Notebooks.Figures;

/// <summary>A place on a drawing, in pixels from its upper left corner.</summary>
internal readonly record struct Spot(double X, double Y)
{
    public Spot By(double right, double down) => new(X + right, Y + down);
}

/// <summary>A rectangle on a drawing; arrows go from the middle of an edge to the middle of another.</summary>
internal readonly record struct Area(double X, double Y, double Width, double Height)
{
    public Spot Left => new(X, Y + Height / 2);

    public Spot Right => new(X + Width, Y + Height / 2);

    public Spot Top => new(X + Width / 2, Y);

    public Spot Bottom => new(X + Width / 2, Y + Height);

    public Spot Middle => new(X + Width / 2, Y + Height / 2);
}

/// <summary>How a text looks: what it names, what it says, or a remark.</summary>
internal enum Tone
{
    Plain,
    Name,
    Note,
}

/// <summary>Where a text lies about its place.</summary>
internal enum Align
{
    Start,
    Middle,
    End,
}

/// <summary>A diagram as SVG: boxes, grids of cells, arrows and texts on a card of its own, which is light or dark as the reader's page.</summary>
internal sealed class Drawing
{
    /// <summary>Between the end of an arrow and what it points at.</summary>
    public const double Gap = 3;

    private const double Head = 8;
    private const double LineHeight = 18;
    private const double LabelHeight = 19;

    private readonly StringBuilder _shapes = new();
    private readonly StringBuilder _texts = new();
    private readonly (double Width, double Height) _size;
    private readonly (string Title, string Description) _words;

    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="title">What it is, for readers who hear it.</param>
    /// <param name="description">What is to be seen in it.</param>
    public Drawing(double width, double height, string title, string description)
    {
        (_size, _words) = ((width, height), (title, description));
    }

    /// <summary>A rectangle with a text in its middle, a line each.</summary>
    public Area Box(double x, double y, double width, double height, Ink ink, params IReadOnlyList<string> lines)
    {
        var area = Frame(x, y, width, height, ink, Inks.Tint);
        Text(area.Middle, lines);
        return area;
    }

    /// <summary>A rectangle that holds other things.</summary>
    public Area Frame(double x, double y, double width, double height, Ink ink, double strength, bool isDashed = false)
    {
        var dashes = isDashed ? " stroke-dasharray=\"5 4\"" : "";
        _shapes.AppendLine(Invariant($"""<rect class="{Class(ink)}" x="{x:0.##}" y="{y:0.##}" width="{width:0.##}" height="{height:0.##}" rx="5" fill-opacity="{strength:0.##}" stroke-width="1.4"{dashes}/>"""));
        return new Area(x, y, width, height);
    }

    /// <summary>A table of cells; each is as strong as asked for, from 0 to 1.</summary>
    public Area Grid(double x, double y, int rows, int columns, double cellWidth, double cellHeight, Ink ink, Func<int, int, double> strength)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                _shapes.AppendLine(Invariant($"""<rect class="{Class(ink)}" x="{x + column * cellWidth:0.##}" y="{y + row * cellHeight:0.##}" width="{cellWidth:0.##}" height="{cellHeight:0.##}" fill-opacity="{strength(row, column):0.##}"/>"""));
        }
        return new Area(x, y, columns * cellWidth, rows * cellHeight);
    }

    /// <summary>A bold frame around cells.</summary>
    public void Mark(double x, double y, double width, double height, Ink ink) => _shapes.AppendLine(
        Invariant($"""<rect class="{Class(ink)}" x="{x:0.##}" y="{y:0.##}" width="{width:0.##}" height="{height:0.##}" fill-opacity="0" stroke-width="2.6"/>"""));

    /// <summary>A sum: a plus in a circle.</summary>
    public Area Plus(double x, double y)
    {
        const double Radius = 11;
        _shapes.AppendLine(Invariant($"""<circle class="plain" cx="{x:0.##}" cy="{y:0.##}" r="{Radius}" fill-opacity="{Inks.Tint:0.##}" stroke-width="1.4"/>"""));
        _shapes.AppendLine(Invariant($"""<path class="line" d="M{x - 5:0.##} {y:0.##}H{x + 5:0.##}M{x:0.##} {y - 5:0.##}V{y + 5:0.##}"/>"""));
        return new Area(x - Radius, y - Radius, 2 * Radius, 2 * Radius);
    }

    /// <summary>An arrow along straight lines, with a small gap at both ends.</summary>
    public void Arrow(params IReadOnlyList<Spot> path) => ArrowFrom(Towards(path[0], path[1], Gap), path);

    /// <summary>An arrow that begins on another line: a dot says that both go on.</summary>
    public void Branch(params IReadOnlyList<Spot> path)
    {
        _shapes.AppendLine(Invariant($"""<circle class="head" cx="{path[0].X:0.##}" cy="{path[0].Y:0.##}" r="2.6"/>"""));
        ArrowFrom(path[0], path);
    }

    /// <summary>A line between two things that belong together.</summary>
    public void Join(Spot from, Spot to) => Line("line", [Towards(from, to, Gap), Towards(to, from, Gap)]);

    /// <summary>A thin line between parts of the drawing.</summary>
    public void Rule(Spot from, Spot to) => Line("rule", [from, to]);

    /// <summary>A dotted line from a part to its enlarged picture.</summary>
    public void Guide(Spot from, Spot to) => Line("guide", [from, to]);

    /// <summary>Lines of text about a place; _{…} is a subscript.</summary>
    public void Text(Spot middle, IReadOnlyList<string> lines, Tone tone = Tone.Plain, Align align = Align.Middle)
    {
        for (var line = 0; line < lines.Count; line++)
            Text(middle.By(0, (line - (lines.Count - 1) / 2.0) * LineHeight), lines[line], tone, align);
    }

    /// <summary>One line of text about a place.</summary>
    public void Text(Spot middle, string text, Tone tone = Tone.Plain, Align align = Align.Middle)
    {
        var size = TextSize.Of(tone);
        var anchor = align switch { Align.Start => "start", Align.End => "end", _ => "middle" };
        _texts.Append(Invariant($"""<text class="{Class(tone)}" x="{middle.X:0.##}" y="{middle.Y + 0.36 * size:0.##}" text-anchor="{anchor}">"""));
        var isLowered = false;
        foreach (var (part, isSubscript) in TextSize.Parts(text))
        {
            var escaped = SecurityElement.Escape(part);
            _texts.Append(isSubscript ? $"""<tspan class="sub" dy="4">{escaped}</tspan>""" : isLowered ? $"""<tspan dy="-4">{escaped}</tspan>""" : escaped);
            isLowered = isSubscript;
        }
        _texts.AppendLine("</text>");
    }

    /// <summary>What a tensor is called and, below it, its shape.</summary>
    public void Label(Spot place, string name, string shape, Align align = Align.Middle)
    {
        Text(place, name, Tone.Name, align);
        Text(place.By(0, LabelHeight), shape, Tone.Plain, align);
    }

    /// <summary>The file.</summary>
    public string Svg()
    {
        var (width, height) = _size;
        return Invariant($"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" aria-labelledby="title description">
            <title id="title">{SecurityElement.Escape(_words.Title)}</title>
            <desc id="description">{SecurityElement.Escape(_words.Description)}</desc>
            <style>
            {Inks.Style()}
            </style>
            <rect class="card" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8"/>

            """) + _shapes + _texts + "</svg>\n";
    }

    private void ArrowFrom(Spot start, IReadOnlyList<Spot> path)
    {
        Spot[] line = [start, .. path.Skip(1)];
        var tip = Towards(line[^1], line[^2], Gap);
        line[^1] = Towards(tip, line[^2], Head - 1);
        Line("line", line);
        var length = Math.Max(Distance(tip, line[^2]), 1e-9);
        var (right, down) = ((tip.X - line[^2].X) / length, (tip.Y - line[^2].Y) / length);
        Spot Corner(double side) => tip.By(-Head * right - side * down, -Head * down + side * right);
        _shapes.AppendLine($"""<polygon class="head" points="{Points([tip, Corner(4.2), Corner(-4.2)])}"/>""");
    }

    private void Line(string kind, IReadOnlyList<Spot> path) => _shapes.AppendLine($"""<polyline class="{kind}" points="{Points(path)}"/>""");

    private static string Points(IEnumerable<Spot> path) => string.Join(' ', path.Select(spot => Invariant($"{spot.X:0.##},{spot.Y:0.##}")));

    private static double Distance(Spot one, Spot other) => Math.Sqrt((one.X - other.X) * (one.X - other.X) + (one.Y - other.Y) * (one.Y - other.Y));

    private static Spot Towards(Spot from, Spot to, double far)
    {
        var share = far / Math.Max(Distance(from, to), 1e-9);
        return from.By(share * (to.X - from.X), share * (to.Y - from.Y));
    }

    private static string Class<T>(T name)
        where T : struct, Enum => $"{name}".ToLowerInvariant();

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
