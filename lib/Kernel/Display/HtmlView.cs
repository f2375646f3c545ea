using System.Net;
using System.Text;

namespace VisionAttention.Kernel.Display;

/// <summary>Tables for sequences of records, folded trees for nested objects; everything the values say is escaped.</summary>
internal static class HtmlView
{
    private const int SummaryLength = 60;
    private const int ShortLine = 80;
    private const int CellTextLimit = 2_000;
    private const string Left = " style=\"text-align: left; vertical-align: top\"";

    /// <summary>The value as HTML; null when the plain text says it as well.</summary>
    internal static string? Of(Shown shown) => shown switch
    {
        ShownText text => text.Html,
        ShownItems items when items.Items.All(static item => item is ShownText { Html: null }) => null,
        ShownPairs { Kind: not ShownKind.Dictionary } pairs when IsFlat(pairs) && PlainText.OnOneLine(pairs).Length <= ShortLine => null,
        ShownPairs { Kind: ShownKind.Dictionary } => Inside(shown),
        ShownItems items when Table(items) is { } table => table,
        _ => $"<details open><summary>{Summary(shown)}</summary>{Inside(shown)}</details>",
    };

    internal static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static bool IsFlat(ShownPairs pairs) => pairs.Pairs.All(static pair => pair.Value is ShownText { Html: null });

    private static string Inside(Shown shown)
    {
        switch (shown)
        {
            case ShownItems items:
                return Table(items) ?? Rows(items.Items.Select(static (item, index) => (Escape($"{index}"), item)), head: "", items.More);
            case ShownPairs { Kind: ShownKind.Dictionary } dictionary:
                return Rows(dictionary.Pairs.Select(static pair => (Cell(pair.Name), pair.Value)), "<thead><tr><th>key</th><th>value</th></tr></thead>", dictionary.More);
            case ShownPairs members:
                return Rows(members.Pairs.Select(static pair => (Cell(pair.Name), pair.Value)), head: "", members.More);
            default:
                return Cell(shown);
        }
    }

    private static string Rows(IEnumerable<(string Name, Shown Value)> rows, string head, long more)
    {
        var html = new StringBuilder("<table>").Append(head).Append("<tbody>");
        foreach (var (name, value) in rows)
        {
            html.Append("<tr><th").Append(Left).Append('>').Append(name).Append("</th><td").Append(Left).Append('>').Append(Cell(value)).Append("</td></tr>");
        }

        return html.Append("</tbody></table>").Append(More(more)).ToString();
    }

    /// <summary>A table when every item has named parts, or is itself a row of texts; else null.</summary>
    private static string? Table(ShownItems items)
    {
        var present = items.Items.Where(static item => item is not ShownText).ToList();
        if (present.Count == 0 || items.Items.Any(static item => item is ShownText { IsNull: false }))
        {
            return null;
        }

        if (present.All(static item => item is ShownPairs))
        {
            // Items of several types, or dictionaries with several sets of keys: a column for every name there is.
            var columns = present.Cast<ShownPairs>().SelectMany(static item => item.Pairs).Select(static pair => PlainText.OnOneLine(pair.Name)).Distinct().ToList();
            var rows = items.Items.Select(item => columns.Select(column => item is ShownPairs pairs ? Named(pairs, column) : null));
            return Table(columns, rows, items.More);
        }

        return present.All(static item => item is ShownItems row && row.Items.All(static cell => cell is ShownText))
            ? Table([], items.Items.Select(static item => item is ShownItems row ? Row(row) : []), items.More)
            : null;
    }

    private static IEnumerable<Shown?> Row(ShownItems row) => PlainText.More(row.More) is { } more ? [.. row.Items, new ShownText(more)] : row.Items;

    private static Shown? Named(ShownPairs pairs, string column)
    {
        foreach (var (name, value) in pairs.Pairs)
        {
            if (PlainText.OnOneLine(name) == column)
            {
                return value;
            }
        }

        return null;
    }

    private static string Table(List<string> columns, IEnumerable<IEnumerable<Shown?>> rows, long more)
    {
        var html = new StringBuilder("<table>");
        if (columns.Count > 0)
        {
            html.Append("<thead><tr>").AppendJoin("", columns.Select(static column => $"<th>{Escape(column)}</th>")).Append("</tr></thead>");
        }

        html.Append("<tbody>");
        foreach (var row in rows)
        {
            html.Append("<tr>").AppendJoin("", row.Select(static cell => $"<td>{(cell is null ? "" : Cell(cell))}</td>")).Append("</tr>");
        }

        return html.Append("</tbody></table>").Append(More(more)).ToString();
    }

    private static string Cell(Shown shown)
    {
        if (shown is ShownText text)
        {
            var left = text.Text.Length - CellTextLimit;
            var words = left > 0 ? $"{PlainText.Start(text.Text, CellTextLimit)} {PlainText.More(left)} characters" : text.Text;
            return text.Html ?? (words.Contains('\n', StringComparison.Ordinal) ? $"<pre>{Escape(words)}</pre>" : Escape(words));
        }

        var line = PlainText.OnOneLine(shown);
        var isShort = line.Length <= SummaryLength && shown is ShownItems { Items: var items } && items.All(static item => item is ShownText { Html: null });
        return isShort ? Escape(line) : $"<details><summary>{Summary(shown)}</summary>{Inside(shown)}</details>";
    }

    private static string Summary(Shown shown)
    {
        var line = PlainText.OnOneLine(shown).ReplaceLineEndings(" ");
        return Escape(line.Length <= SummaryLength ? line : PlainText.Start(line, SummaryLength - 4) + " ...");
    }

    private static string More(long more) => PlainText.More(more) is { } text ? $"<p>{text}</p>" : "";
}
