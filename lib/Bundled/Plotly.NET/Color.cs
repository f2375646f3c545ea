using System.Globalization;
using System.Text.Json.Nodes;

namespace Plotly.NET;

/// <summary>A colour in any form that CSS knows, or one for each point.</summary>
public sealed class Color : IFigureValue
{
    private readonly object _value;

    private Color(object value)
    {
        _value = value;
    }

    /// <summary>From <c>#rrggbb</c>.</summary>
    /// <param name="s">Six hexadecimal digits, with or without the sign.</param>
    /// <exception cref="ArgumentException">Another form.</exception>
    public static Color fromHex(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        var digits = s.TrimStart('#');
        return digits.Length == 6 && digits.All(char.IsAsciiHexDigit)
            ? new Color($"#{digits}")
            : throw new ArgumentException($"{s} is not a colour of the form #rrggbb");
    }

    /// <summary>From red, green and blue.</summary>
    /// <param name="r">Red, 0 to 255.</param>
    /// <param name="g">Green, 0 to 255.</param>
    /// <param name="b">Blue, 0 to 255.</param>
    /// <exception cref="ArgumentException">A part outside 0 to 255.</exception>
    public static Color fromRGB(int r, int g, int b)
    {
        return new Color(string.Create(CultureInfo.InvariantCulture, $"#{Part(r):x2}{Part(g):x2}{Part(b):x2}"));
    }

    /// <summary>From opacity, red, green and blue.</summary>
    /// <param name="a">Opacity, 0 to 255.</param>
    /// <param name="r">Red, 0 to 255.</param>
    /// <param name="g">Green, 0 to 255.</param>
    /// <param name="b">Blue, 0 to 255.</param>
    /// <exception cref="ArgumentException">A part outside 0 to 255.</exception>
    public static Color fromARGB(int a, int r, int g, int b)
    {
        return new Color(string.Create(CultureInfo.InvariantCulture, $"rgba({Part(r)},{Part(g)},{Part(b)},{Math.Round(Part(a) / 255.0, 3)})"));
    }

    /// <summary>From any CSS colour.</summary>
    /// <param name="c">Such as <c>rgba(0, 0, 0, 0)</c>; not checked.</param>
    public static Color fromString(string c)
    {
        ArgumentNullException.ThrowIfNull(c);
        return new Color(c);
    }

    /// <summary>One colour for each point.</summary>
    /// <param name="c">The colours, in the order of the points.</param>
    public static Color fromColors(IEnumerable<Color> c)
    {
        ArgumentNullException.ThrowIfNull(c);
        return new Color(c.Select(color => color._value).ToArray());
    }

    /// <summary>One number for each point, which the colour scale turns into a colour.</summary>
    /// <param name="c">The numbers, in the order of the points.</param>
    public static Color fromColorScaleValues<T>(IEnumerable<T> c)
        where T : IConvertible
    {
        return new Color(FigureJson.Values(c, "c").Node);
    }

    JsonNode? IFigureValue.ToNode()
    {
        return FigureJson.Value(_value);
    }

    private static int Part(int value)
    {
        return value is >= 0 and <= 255 ? value : throw new ArgumentException($"{value} is not a part of a colour: it must be 0 to 255");
    }
}
