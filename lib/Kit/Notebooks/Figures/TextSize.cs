namespace VisionAttention.Kit.Notebooks.Figures;

/// <summary>How large texts are, and how wide they may become: the fonts are those of the reader's machine.</summary>
internal static class TextSize
{
    /// <summary>Of subscripts, in pixels.</summary>
    public const double Subscript = 13;

    /// <summary>Height of the letters, in pixels.</summary>
    public static double Of(Tone tone) => tone == Tone.Note ? 13 : 14.5;

    /// <summary>The most pixels that a text takes: the letters of DejaVu Sans, which are wider than those of the other fonts asked for.</summary>
    public static double Width(string text, double size, bool isBold) => text.Sum(Em) * size * (isBold ? 1.12 : 1);

    /// <summary>A text cut at its subscripts, written _{…}.</summary>
    public static IEnumerable<(string Text, bool IsSubscript)> Parts(string text)
    {
        while (text.IndexOf("_{", StringComparison.Ordinal) is >= 0 and var start)
        {
            var end = text.IndexOf('}', start);
            if (start > 0)
                yield return (text[..start], false);
            yield return (text[(start + 2)..end], true);
            text = text[(end + 1)..];
        }
        if (text.Length > 0)
            yield return (text, false);
    }

    private static double Em(char letter) => letter switch
    {
        'i' or 'j' or 'l' or 'I' or '.' or ',' or ':' or ';' or '\'' or ' ' or '·' => 0.32,
        '(' or ')' or '[' or ']' or '/' or '-' or 'f' or 't' or 'r' => 0.42,
        'm' or 'w' or 'M' or 'W' or '…' => 1,
        '=' or '+' or '−' or '×' or '÷' or '√' or '→' or >= 'A' and <= 'Z' => 0.84,
        _ => 0.64,
    };
}
