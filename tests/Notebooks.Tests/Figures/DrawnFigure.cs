using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using VisionAttention.Kit.Notebooks.Figures;

namespace Notebooks.Tests.Figures;

/// <summary>What is wrong with a diagram, read from its SVG alone; texts are measured with the widest letters that a reader may see.</summary>
internal sealed partial class DrawnFigure
{
    private const double Margin = 8, Near = 6;

    private readonly List<Shape> _shapes = [];
    private readonly List<TextBox> _texts = [];
    private readonly List<Segment> _lines = [];
    private readonly List<(string Name, Place Place)> _ends = [];
    private readonly Theme[] _themes;
    private readonly Shape _card;

    public DrawnFigure(string svg)
    {
        Root = XDocument.Parse(svg).Root!;
        _themes = [.. Theme.Both(Root.Elements().Single(element => element.Name.LocalName == "style").Value)];
        foreach (var element in Root.Elements())
            Take(element);
        _card = _shapes.Single(shape => shape.Kind == "card");
    }

    public XElement Root { get; }

    /// <summary>A line for each text that does not fit, each arrow that meets nothing and each colour that is hard to read.</summary>
    public IEnumerable<string> Problems() => [.. TextsThatDoNotFit(), .. LinesThroughTexts(), .. LooseEnds(), .. FaintTexts()];

    private IEnumerable<string> TextsThatDoNotFit()
    {
        foreach (var (index, text) in _texts.Index())
        {
            if (!text.Box.IsInside(_card.Box.Grown(-Margin)))
                yield return $"\"{text.Words}\" leaves the card";
            foreach (var other in _texts.Skip(index + 1).Where(other => other.Box.Meets(text.Box)))
                yield return $"\"{text.Words}\" and \"{other.Words}\" overlap";
            foreach (var shape in _shapes.Where(shape => shape.Box.Meets(text.Box) && !text.Box.IsInside(shape.Box)))
                yield return $"\"{text.Words}\" leaves the {shape.Kind} at {shape.Box.X}, {shape.Box.Y}";
        }
    }

    private IEnumerable<string> LinesThroughTexts() =>
        from text in _texts from line in _lines where line.Crosses(text.Box) select $"a line at {line.From.X}, {line.From.Y} crosses \"{text.Words}\"";

    // An arrow begins and ends at the edge of a shape, at a text, or on another line.
    private IEnumerable<string> LooseEnds() =>
        from end in _ends
        where !_shapes.Any(shape => shape.Kind != "card" && shape.Box.HasOnEdge(end.Place, Near)) && !_texts.Any(text => text.Box.Grown(Near).Holds(end.Place))
            && !_lines.Any(line => line.HasInside(end.Place))
        select $"the {end.Name} of an arrow at {end.Place.X}, {end.Place.Y} meets nothing";

    private IEnumerable<string> FaintTexts()
    {
        foreach (var theme in _themes)
        {
            foreach (var text in _texts)
            {
                var ground = theme.Of("card");
                foreach (var shape in _shapes.Where(shape => text.Box.IsInside(shape.Box) && shape.Kind != "card"))
                    ground = ground.Under(theme.Of(shape.Kind), shape.Strength);
                if (ground.Contrast(theme.Of($"text.{text.Kind}")) is < 4.5 and var contrast)
                    yield return string.Create(CultureInfo.InvariantCulture, $"\"{text.Words}\" has a contrast of {contrast:0.0}");
            }
            foreach (var kind in _shapes.Select(shape => shape.Kind).Where(kind => kind != "card").Append("line").Distinct().Where(kind => theme.Of(kind).Contrast(theme.Of("card")) < 3))
                yield return $"the edges of {kind} are hard to see";
        }
    }

    private void Take(XElement element)
    {
        var kind = (string?)element.Attribute("class") ?? "";
        switch (element.Name.LocalName)
        {
            case "rect":
                _shapes.Add(new Shape(kind, new Rectangle(Number(element, "x"), Number(element, "y"), Number(element, "width"), Number(element, "height")), kind == "card" ? 1 : Number(element, "fill-opacity")));
                break;
            case "circle" when kind != "head":
                var radius = Number(element, "r");
                _shapes.Add(new Shape(kind, new Rectangle(Number(element, "cx") - radius, Number(element, "cy") - radius, 2 * radius, 2 * radius), Number(element, "fill-opacity")));
                break;
            case "polyline":
                var path = Places(element);
                _lines.AddRange(path.Zip(path.Skip(1), (from, to) => new Segment(from, to)));
                if (kind == "line")
                    _ends.Add(("beginning", path[0]));
                break;
            case "polygon":
                _ends.Add(("head", Places(element)[0]));
                break;
            case "text":
                _texts.Add(TextBox.Of(element, kind));
                break;
        }
    }

    private static Place[] Places(XElement element) =>
        [.. ((string)element.Attribute("points")!).Split(' ').Select(pair => pair.Split(',')).Select(pair => new Place(double.Parse(pair[0], CultureInfo.InvariantCulture), double.Parse(pair[1], CultureInfo.InvariantCulture)))];

    private static double Number(XElement element, string name) => double.Parse((string)element.Attribute(name)!, CultureInfo.InvariantCulture);

    private readonly record struct Place(double X, double Y);

    private readonly record struct Rectangle(double X, double Y, double Width, double Height)
    {
        public Rectangle Grown(double by) => new(X - by, Y - by, Width + 2 * by, Height + 2 * by);

        public bool Meets(Rectangle other) => X < other.X + other.Width && other.X < X + Width && Y < other.Y + other.Height && other.Y < Y + Height;

        public bool IsInside(Rectangle other) => X >= other.X && Y >= other.Y && X + Width <= other.X + other.Width && Y + Height <= other.Y + other.Height;

        public bool Holds(Place place) => place.X >= X && place.X <= X + Width && place.Y >= Y && place.Y <= Y + Height;

        public bool HasOnEdge(Place place, double near) => Grown(near).Holds(place) && !Grown(-near).Holds(place);
    }

    private readonly record struct Segment(Place From, Place To)
    {
        // A step of a pixel is fine enough for texts that are ten pixels high.
        public bool Crosses(Rectangle box) => On().Any(box.Holds);

        public bool HasInside(Place place)
        {
            var isEnd = place == From || place == To;
            return !isEnd && On().Any(other => Math.Abs(other.X - place.X) < 1 && Math.Abs(other.Y - place.Y) < 1);
        }

        private IEnumerable<Place> On()
        {
            var ((x, y), (right, down)) = ((From.X, From.Y), (To.X - From.X, To.Y - From.Y));
            var steps = (int)Math.Ceiling(Math.Max(Math.Abs(right), Math.Abs(down)));
            return Enumerable.Range(0, steps + 1).Select(step => new Place(x + right * step / Math.Max(steps, 1), y + down * step / Math.Max(steps, 1)));
        }
    }

    private sealed record Shape(string Kind, Rectangle Box, double Strength);

    private sealed record TextBox(string Kind, string Words, Rectangle Box)
    {
        public static TextBox Of(XElement text, string kind)
        {
            var size = TextSize.Of(Enum.Parse<Tone>(kind, ignoreCase: true));
            double Wide(XNode node) => node is XElement { Value: var inner } part
                ? TextSize.Width(inner, (string?)part.Attribute("class") == "sub" ? TextSize.Subscript : size, kind == "name")
                : TextSize.Width(((XText)node).Value, size, kind == "name");
            var width = text.Nodes().Sum(Wide);
            var left = Number(text, "x") - width * (string)text.Attribute("text-anchor")! switch { "middle" => 0.5, "end" => 1, _ => 0 };
            return new TextBox(kind, text.Value, new Rectangle(left, Number(text, "y") - 0.75 * size, width, 0.97 * size));
        }
    }

    private readonly record struct Colour(double Red, double Green, double Blue)
    {
        public static Colour Of(string hex)
        {
            double Part(int start) => int.Parse(hex.AsSpan(start, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return new Colour(Part(1), Part(3), Part(5));
        }

        public Colour Under(Colour other, double strength)
        {
            double Mix(double below, double above) => (1 - strength) * below + strength * above;
            return new Colour(Mix(Red, other.Red), Mix(Green, other.Green), Mix(Blue, other.Blue));
        }

        // WCAG 2.2.
        public double Contrast(Colour other) => (Math.Max(Light, other.Light) + 0.05) / (Math.Min(Light, other.Light) + 0.05);

        private double Light => 0.2126 * Linear(Red) + 0.7152 * Linear(Green) + 0.0722 * Linear(Blue);

        private static double Linear(double part) => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
    }

    private sealed partial record Theme(Dictionary<string, Colour> Colours)
    {
        public static IEnumerable<Theme> Both(string style)
        {
            var (light, dark) = style.Split("@media (prefers-color-scheme: dark)") is [var first, var second] ? (first, second) : throw new InvalidDataException("the style has no part for dark pages");
            return [Read(light), Read(dark)];
        }

        public Colour Of(string kind) => Colours[kind];

        private static Theme Read(string rules) => new(RuleForm().Matches(rules)
            .SelectMany(rule => rule.Groups[1].Value.Split(',').Select(name => (Name: name.Trim().TrimStart('.'), rule.Groups[2].Value)))
            .ToDictionary(pair => pair.Name, pair => Colour.Of(pair.Value)));

        [GeneratedRegex(@"([a-z., ]+)\{ (?:fill|stroke): (#[0-9a-f]{6})")]
        private static partial Regex RuleForm();
    }
}
