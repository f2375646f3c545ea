using System.Globalization;
using VisionAttention.Charts;

namespace VisionAttention.Kit.Notebooks.Figures;

/// <summary>What a colour means: queries, keys and values have theirs in every diagram; the two accents belong to one diagram each.</summary>
internal enum Ink
{
    Plain,
    Query,
    Key,
    Value,
    First,
    Second,
}

/// <summary>The colours of the diagrams, once on a light card and once on a dark one.</summary>
/// <remarks>
/// A picture in a page cannot know the page's theme for certain: it asks what the system prefers. Card and texts switch together, so that a
/// diagram reads where the two disagree. Coloured areas are thin tints under the texts' own colour.
/// </remarks>
internal static class Inks
{
    /// <summary>How strong a colour is under a text.</summary>
    public const double Tint = 0.13;

    private static readonly Dictionary<Ink, string> Colours = new()
    {
        [Ink.Plain] = ChartLook.Edge,
        [Ink.Query] = Palette.Lines[0],
        [Ink.Key] = Palette.Lines[1],
        [Ink.Value] = Palette.Lines[2],
        [Ink.First] = Palette.Lines[5],
        [Ink.Second] = Palette.Lines[4],
    };

    /// <summary>The style sheet of every diagram.</summary>
    public static string Style() => $$"""
        text { font-family: {{ChartLook.Fonts}}; font-size: {{TextSize.Of(Tone.Plain)}}px; }
        .name { font-weight: 600; }
        .note { font-size: {{TextSize.Of(Tone.Note)}}px; }
        .sub { font-size: {{TextSize.Subscript}}px; }
        .line, .guide, .rule { fill: none; stroke-width: 1.5; stroke-linejoin: round; }
        .guide { stroke-width: 1; stroke-dasharray: 2 3; }
        .rule { stroke-width: 1; }
        {{Rules(ChartLook.Paper, "#d0d7de", ChartLook.Ink, ChartLook.Edge, colour => colour)}}
        @media (prefers-color-scheme: dark) {
        {{Rules("#161b22", "#3d444d", "#e6edf3", "#a9b4c0", colour => Mixed(colour, "#ffffff", 0.35))}}
        }
        """;

    private static string Rules(string card, string rim, string ink, string edge, Func<string, string> seen)
    {
        var inks = Colours.Select(pair => $".{$"{pair.Key}".ToLowerInvariant()} {{ fill: {seen(pair.Value)}; stroke: {seen(pair.Value)}; }}");
        return $$"""
            .card { fill: {{card}}; stroke: {{rim}}; }
            {{string.Join('\n', inks)}}
            .line, .guide { stroke: {{edge}}; }
            .rule { stroke: {{rim}}; }
            .head { fill: {{edge}}; }
            text.plain, text.name { fill: {{ink}}; stroke: none; }
            text.note { fill: {{edge}}; stroke: none; }
            """;
    }

    private static string Mixed(string colour, string other, double share)
    {
        int Part(string hex, int start) => int.Parse(hex.AsSpan(start, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        int Mix(int start) => (int)Math.Round((1 - share) * Part(colour, start) + share * Part(other, start));
        return $"#{Mix(1):x2}{Mix(3):x2}{Mix(5):x2}";
    }
}
