using System.Globalization;

namespace VisionAttention.Kernel.Display;

/// <summary>Any value as plain text: scalars as they are, sequences in brackets, objects by their properties.</summary>
internal static class PlainText
{
    private const int LineWidth = 100;

    internal static string Of(object? value) => Of(value as Shown ?? ValueReader.Read(value));

    /// <summary>What a value says of itself without being taken apart: its own words, or the name of its type.</summary>
    internal static string Brief(object value) => Of(ValueReader.Brief(value));

    /// <summary>On one line where that is readable, else one part a line.</summary>
    internal static string Of(Shown shown) => Of(shown, indent: 0);

    internal static string OnOneLine(Shown shown)
    {
        var (open, parts, close) = Parts(shown, OnOneLine);
        return parts is null ? open : parts.Count == 0 ? (open + close).Replace(" ", "", StringComparison.Ordinal) : open + string.Join(", ", parts) + close;
    }

    /// <summary>The start of a text, of at most so many chars; a character of two chars is not cut in half.</summary>
    internal static string Start(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    /// <summary>What stands for the items that are left out.</summary>
    internal static string? More(long more) => more switch
    {
        0 => null,
        < 0 => "... and more",
        _ => string.Create(CultureInfo.InvariantCulture, $"... and {more:N0} more"),
    };

    private static string Of(Shown shown, int indent)
    {
        var line = OnOneLine(shown);
        if (indent + line.Length <= LineWidth || !HasStructureInside(shown))
        {
            return line;
        }

        var inner = new string(' ', indent + 2);
        var (open, parts, close) = Parts(shown, part => Of(part, indent + 2));
        return $"{open.TrimEnd()}\n{inner}{string.Join($",\n{inner}", parts!)}\n{new string(' ', indent)}{close.TrimStart()}";
    }

    private static bool HasStructureInside(Shown shown) => shown switch
    {
        ShownItems items => items.Items.Any(static item => item is not ShownText),
        ShownPairs pairs => pairs.Pairs.Any(static pair => pair.Value is not ShownText),
        _ => false,
    };

    private static (string Open, List<string>? Parts, string Close) Parts(Shown shown, Func<Shown, string> text)
    {
        switch (shown)
        {
            case ShownItems items:
                return ("[ ", [.. items.Items.Select(text), .. Rest(items.More)], " ]");
            case ShownPairs { Kind: ShownKind.Tuple } tuple:
                return ("(", [.. tuple.Pairs.Select(pair => text(pair.Value))], ")");
            case ShownPairs { Kind: ShownKind.Dictionary } dictionary:
                return ("[ ", [.. dictionary.Pairs.Select(pair => $"{OnOneLine(pair.Name)}: {text(pair.Value)}"), .. Rest(dictionary.More)], " ]");
            case ShownPairs members:
                var open = members.TypeName.Length > 0 ? members.TypeName + " { " : "{ ";
                return (open, [.. members.Pairs.Select(pair => $"{OnOneLine(pair.Name)} = {text(pair.Value)}")], " }");
            default:
                return (((ShownText)shown).Text, null, "");
        }
    }

    private static IEnumerable<string> Rest(long more) => More(more) is { } text ? [text] : [];
}

/// <summary>Values that are one text: numbers the same in every country, dates with the year first.</summary>
internal static class ScalarText
{
    /// <summary>The text of a number, a date, a name or whatever has its own words; null for what must be taken apart.</summary>
    internal static string? Of(object value) => value switch
    {
        string text => text,
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF zzz", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(format: null, CultureInfo.InvariantCulture),
        Type type => TypeNames.Of(type),
        Delegate function => TypeNames.Of(function.GetType()),
        _ => null,
    };
}
