using System.Collections;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace VisionAttention.Kernel.Display;

/// <summary>Sequences of records, tuples or objects as an HTML table; null for what a table does not suit.</summary>
internal static class HtmlTable
{
    internal static string? Of(object value)
    {
        if (value is IDictionary dictionary)
        {
            var pairs = dictionary.Cast<object>().Select(ObjectShape.KeyAndValue);
            return Table(["key", "value"], pairs.Select(static pair => new[] { pair.Key, pair.Value }));
        }

        if (value is not IEnumerable sequence || value is string)
        {
            return null;
        }

        var (items, more) = ObjectShape.Limited(sequence.Cast<object?>());
        var first = items.FirstOrDefault(static item => item is not null);
        if (first is null || PlainText.IsScalar(first.GetType()) || (first is IEnumerable and not ITuple))
        {
            return null;
        }

        if (first is ITuple tuple)
        {
            var names = Enumerable.Range(1, tuple.Length).Select(static number => $"Item{number}");
            return Table(names, items.Select(static item => Cells(item as ITuple)), more);
        }

        var members = ObjectShape.Members(first.GetType());
        if (members.Count == 0)
        {
            return null;
        }

        var type = first.GetType();
        return Table(
            members.Select(static member => member.Name),
            items.Select(item => members.Select(member => type.IsInstanceOfType(item) ? member.Read(item!) : null).ToArray()),
            more);
    }

    private static object?[] Cells(ITuple? tuple) =>
        tuple is null ? [] : [.. Enumerable.Range(0, tuple.Length).Select(index => tuple[index])];

    private static string Table(IEnumerable<string> names, IEnumerable<object?[]> rows)
    {
        var (shown, more) = ObjectShape.Limited(rows);
        return Table(names, shown, more);
    }

    private static string Table(IEnumerable<string> names, IEnumerable<object?[]> rows, int more)
    {
        var html = new StringBuilder("<table><thead><tr>");
        foreach (var name in names)
        {
            html.Append("<th>").Append(WebUtility.HtmlEncode(name)).Append("</th>");
        }

        html.Append("</tr></thead><tbody>");
        foreach (var row in rows)
        {
            html.Append("<tr>");
            foreach (var cell in row)
            {
                html.Append("<td>").Append(WebUtility.HtmlEncode(PlainText.Of(cell))).Append("</td>");
            }

            html.Append("</tr>");
        }

        html.Append("</tbody></table>");
        if (more != 0)
        {
            html.Append(more > 0 ? $"<p>... and {more} more</p>" : "<p>... and more</p>");
        }

        return html.ToString();
    }
}
