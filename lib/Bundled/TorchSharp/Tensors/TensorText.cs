using System.Globalization;
using System.Text;

namespace TorchSharp;

/// <summary>Tensors as text: metadata, numpy's brackets, C#'s braces, or Julia's page per matrix.</summary>
internal static class TensorText
{
    private const int EdgeItems = 3;
    private const int LongestAxis = 6 * EdgeItems;

    public static string Metadata(torch.Tensor tensor)
    {
        return $"[{string.Join("x", tensor.shape)}], type = {tensor.dtype}, device = {tensor.device}";
    }

    public static string Of(torch.Tensor tensor, TensorStringStyle style, string format, int width, string? newLine, CultureInfo? culture)
    {
        if (style == TensorStringStyle.Metadata)
            return Metadata(tensor);
        newLine ??= Environment.NewLine;
        culture ??= CultureInfo.InvariantCulture;
        using var scope = torch.NewDisposeScope();
        var values = tensor.detach().cpu();
        var text = new StringBuilder();
        if (style == TensorStringStyle.Julia)
            text.Append(Metadata(tensor));
        if (values.dim() == 0)
            return style == TensorStringStyle.Julia ? text.Append(", value = ").Append(Number(values, format, culture)).ToString() : Number(values, format, culture);
        if (style == TensorStringStyle.Julia)
            text.Append(newLine);
        var cells = Format(values, format, culture);
        var (open, close) = style == TensorStringStyle.CSharp ? ('{', '}') : ('[', ']');
        if (style == TensorStringStyle.Julia)
            Julia(text, cells, values.shape, newLine);
        else
            Nested(text, cells, values.shape, 0, 0, open, close, newLine);
        return text.ToString().TrimEnd('\n', '\r');
    }

    private static string Number(torch.Tensor value, string format, CultureInfo culture)
    {
        return value.dtype switch
        {
            torch.ScalarType.Bool => value.ToBoolean() ? "True" : "False",
            _ when value.is_integral() => value.ToInt64().ToString(culture),
            _ => value.ToDouble().ToString(format, culture),
        };
    }

    private static string[] Format(torch.Tensor values, string format, CultureInfo culture)
    {
        if (values.is_integral())
        {
            var isBool = values.dtype == torch.ScalarType.Bool;
            return Pad(values.to(torch.ScalarType.Int64).data<long>().ToArray().Select(value => isBool ? (value != 0 ? "True" : "False") : value.ToString(culture)));
        }
        return Pad(values.to(torch.ScalarType.Float64).data<double>().ToArray().Select(value => value.ToString(format, culture)));
    }

    private static string[] Pad(IEnumerable<string> cells)
    {
        var all = cells.ToArray();
        var width = all.Length == 0 ? 0 : all.Max(cell => cell.Length);
        return [.. all.Select(cell => cell.PadLeft(width))];
    }

    private static void Nested(StringBuilder text, string[] cells, long[] shape, int axis, long start, char open, char close, string newLine)
    {
        text.Append(open);
        var step = shape[(axis + 1)..].TotalSize();
        var separator = axis == shape.Length - 1 ? ", " : "," + newLine + new string(' ', axis + 1);
        for (long index = 0; index < shape[axis]; index++)
        {
            if (index > 0)
                text.Append(separator);
            if (shape[axis] > LongestAxis && index == EdgeItems)
            {
                text.Append("...");
                index = shape[axis] - EdgeItems - 1;
                continue;
            }
            if (axis == shape.Length - 1)
                text.Append(cells[start + index]);
            else
                Nested(text, cells, shape, axis + 1, start + index * step, open, close, newLine);
        }
        text.Append(close);
    }

    private static void Julia(StringBuilder text, string[] cells, long[] shape, string newLine)
    {
        if (shape.Length == 1)
        {
            Row(text.Append(' '), cells, 0, shape[0], newLine);
            return;
        }
        var (rows, columns) = (shape[^2], shape[^1]);
        var pages = shape[..^2].TotalSize();
        for (long page = 0; page < pages; page++)
        {
            if (shape.Length > 2)
                text.Append('[').Append(string.Join(",", Place(page, shape[..^2]))).Append(",..,..] =").Append(newLine);
            for (long row = 0; row < rows; row++)
            {
                if (rows > LongestAxis && row == EdgeItems)
                {
                    text.Append(" ...").Append(newLine);
                    row = rows - EdgeItems - 1;
                    continue;
                }
                Row(text.Append(' '), cells, (page * rows + row) * columns, columns, newLine);
            }
        }
    }

    private static void Row(StringBuilder text, string[] cells, long start, long columns, string newLine)
    {
        for (long column = 0; column < columns; column++)
        {
            if (columns > LongestAxis && column == EdgeItems)
            {
                text.Append("... ");
                column = columns - EdgeItems - 1;
                continue;
            }
            text.Append(cells[start + column]);
            if (column < columns - 1)
                text.Append(' ');
        }
        text.Append(newLine);
    }

    private static long[] Place(long flat, long[] shape)
    {
        var place = new long[shape.Length];
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            place[axis] = flat % shape[axis];
            flat /= shape[axis];
        }
        return place;
    }
}
