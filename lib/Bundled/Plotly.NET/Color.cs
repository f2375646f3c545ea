namespace Plotly.NET;

/// <summary>A colour in any form that CSS knows.</summary>
public sealed class Color
{
    private Color(string text)
    {
        Text = text;
    }

    internal string Text { get; }

    /// <summary>From <c>#rrggbb</c>.</summary>
    /// <param name="s">Seven characters.</param>
    public static Color fromHex(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        return s.Length == 7 && s[0] == '#' && s[1..].All(char.IsAsciiHexDigit)
            ? new Color(s)
            : throw new ArgumentException($"{s} is not a colour of the form #rrggbb");
    }

    /// <summary>From any CSS colour.</summary>
    /// <param name="c">Such as <c>rgba(0, 0, 0, 0)</c>.</param>
    public static Color fromString(string c)
    {
        return new Color(c);
    }
}
