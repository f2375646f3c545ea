using System.Collections;
using System.Data;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace VisionAttention.Kernel.Display;

/// <summary>Reads a value for display. Each property and each item is asked for once, whatever MIME types follow.</summary>
internal sealed class ValueReader
{
    // Twenty items of twenty items of twenty ...: the limits per level do not bound the whole.
    private const int NodeLimit = 10_000;
    private const int CountLimit = 100_000;
    private const int CountMilliseconds = 50;
    private readonly HashSet<object> _path = new(ReferenceEqualityComparer.Instance);
    private int _nodes;

    internal static Shown Read(object? value) => new ValueReader().Read(value, depth: 0);

    /// <summary>The value as it looks where nothing more is taken apart.</summary>
    internal static Shown Brief(object value) => new ValueReader().ReadParts(value, FormatterTable.DepthLimit);

    private Shown Read(object? value, int depth)
    {
        _nodes++;
        if (value is null)
        {
            return new ShownText(FormatterTable.NullText, IsNull: true);
        }

        // What shows itself does so inside a table too.
        return depth > 0 && OwnFormats.Inside(value) is { } own ? own : ReadParts(value, depth);
    }

    private Shown ReadParts(object value, int depth)
    {
        var type = value.GetType();
        if (Picture.Of(value) is { } picture)
        {
            return new ShownText(picture.Text, picture.Html);
        }

        if (ScalarText.Of(value) is { } text)
        {
            return new ShownText(text);
        }

        if (value is not ITuple && !IsPair(type) && ObjectShape.DescribesItself(type) && !DataRows.IsTable(type))
        {
            return Guarded(depth: 1, () => new ShownText(value.ToString() ?? ""));
        }

        if (depth >= FormatterTable.DepthLimit || _nodes > NodeLimit)
        {
            return new ShownText(TypeNames.Of(type) is { Length: > 0 } name ? name : "{ ... }");
        }

        if (!type.IsValueType && !_path.Add(value))
        {
            return new ShownText($"(cycle: {TypeNames.Of(type)})");
        }

        try
        {
            return Guarded(depth, () => Structure(value, type, depth));
        }
        finally
        {
            _path.Remove(value);
        }
    }

    private Shown Structure(object value, Type type, int depth)
    {
        var name = TypeNames.Of(type);
        switch (value)
        {
            case ITuple tuple:
                return new ShownPairs(ShownKind.Tuple, name,
                    [.. Enumerable.Range(0, tuple.Length).Select(place => ((Shown)new ShownText($"Item{place + 1}"), Read(tuple[place], depth + 1)))]);
            case Array { Rank: > 1 } array:
                return Block(array, name, new int[array.Rank], dimension: 0, depth);
            case Task task:
                // Asking an unfinished task for its result would wait for it.
                var status = ((Shown)new ShownText("Status"), (Shown)new ShownText(task.Status.ToString()));
                return task.IsCompletedSuccessfully && type.GetProperty("Result") is { } result && result.PropertyType.Name != "VoidTaskResult"
                    ? new ShownPairs(ShownKind.Object, "Task", [status, (new ShownText("Result"), Read(result.GetValue(task), depth + 1))])
                    : new ShownPairs(ShownKind.Object, "Task", [status]);
            case IEnumerable sequence when GroupKey(value, type) is { } key:
                return new ShownPairs(ShownKind.Object, "Group", [(new ShownText("Key"), Read(key.Value, depth + 1)), (new ShownText("Items"), Sequence(sequence, name, depth + 1))]);
            case IEnumerable sequence:
                return Sequence(sequence, name, depth);
        }

        if (DataRows.IsTable(type))
        {
            return Sequence(DataRows.Of(value), name, depth);
        }

        if (DataRows.CellsOf(value) is { } cells)
        {
            return new ShownPairs(ShownKind.Object, name, [.. cells.Select(cell => ((Shown)new ShownText(cell.Column), Read(cell.Value, depth + 1)))]);
        }

        var members = ObjectShape.Members(type);
        return members.Count == 0
            ? new ShownText(name)
            : new ShownPairs(ShownKind.Object, name,
                [.. members.Select(member => ((Shown)new ShownText(member.Name), Guarded(depth + 1, () => Read(member.Read(value), depth + 1))))]);
    }

    private Shown Sequence(IEnumerable sequence, string typeName, int depth)
    {
        var pairs = new List<(Shown Name, Shown Value)>();
        var items = new List<Shown>();
        var count = ObjectShape.CheapCount(sequence);
        var more = 0L;
        var clock = Stopwatch.StartNew();
        foreach (var item in sequence)
        {
            var shown = pairs.Count + items.Count;
            if (shown >= FormatterTable.ItemLimit || (shown > 0 && _nodes > NodeLimit))
            {
                if (count is not null)
                {
                    more = count.Value - shown;
                    break;
                }

                if (++more > CountLimit || clock.ElapsedMilliseconds > CountMilliseconds)
                {
                    more = -1;
                    break;
                }
            }
            else if (item is not null && IsPair(item.GetType()) && items.Count == 0)
            {
                var (key, value) = KeyAndValue(item);
                pairs.Add((Read(key, depth + 1), Read(value, depth + 1)));
            }
            else
            {
                items.Add(Read(item, depth + 1));
            }
        }

        return pairs.Count > 0 ? new ShownPairs(ShownKind.Dictionary, typeName, pairs, more) : new ShownItems(typeName, items, more);
    }

    private ShownItems Block(Array array, string typeName, int[] place, int dimension, int depth)
    {
        var length = array.GetLength(dimension);
        var shown = Math.Min(length, FormatterTable.ItemLimit);
        var items = new List<Shown>(shown);
        for (var index = 0; index < shown; index++)
        {
            place[dimension] = index + array.GetLowerBound(dimension);
            items.Add(dimension == array.Rank - 1 ? Read(array.GetValue(place), depth + 1) : Block(array, typeName, place, dimension + 1, depth + 1));
        }

        return new ShownItems(typeName, items, length - shown);
    }

    private static Shown Guarded(int depth, Func<Shown> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (depth > 0 && error is not (ThreadInterruptedException or OperationCanceledException))
        {
            // One bad property must not hide the others. The value itself, at depth 0, may fail: then its cell does.
            return new ShownText($"({error.GetType().Name}: {error.Message})");
        }
    }

    private static bool IsPair(Type type) =>
        type == typeof(DictionaryEntry) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>));

    private static (object? Key, object? Value) KeyAndValue(object pair) => pair is DictionaryEntry entry
        ? (entry.Key, entry.Value)
        : (pair.GetType().GetProperty("Key")!.GetValue(pair), pair.GetType().GetProperty("Value")!.GetValue(pair));

    /// <summary>The key of a group of <c>GroupBy</c>, in a box because a key may be null; null for other sequences.</summary>
    private static StrongBox<object?>? GroupKey(object value, Type type) =>
        type.GetInterfaces().FirstOrDefault(static contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IGrouping<,>)) is { } group
            ? new StrongBox<object?>(group.GetProperty("Key")!.GetValue(value))
            : null;
}

/// <summary>Tables of System.Data and their rows. Known by name, so that no other notebook loads their library.</summary>
internal static class DataRows
{
    private const string Namespace = "System.Data.";

    /// <summary>True for a table and for a view of one, a sequence already: both have a text of their own that says nothing.</summary>
    internal static bool IsTable(Type type) => Is(type, "DataTable") || Is(type, "DataView");

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static IEnumerable Of(object table) => ((DataTable)table).Rows;

    /// <summary>The cells of a row; null for any other value.</summary>
    internal static IEnumerable<(string Column, object? Value)>? CellsOf(object value) =>
        Is(value.GetType(), "DataRow") || Is(value.GetType(), "DataRowView") ? Cells(value) : null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IEnumerable<(string Column, object? Value)> Cells(object value)
    {
        var row = value as DataRow ?? ((DataRowView)value).Row;
        return row.Table.Columns.Cast<DataColumn>().Select(column => (column.ColumnName, row.IsNull(column) ? null : row[column]));
    }

    // A table that a designer made is of a type of its own.
    private static bool Is(Type? type, string name) =>
        type is not null && ((type.Name == name && type.FullName == Namespace + name) || Is(type.BaseType, name));
}
