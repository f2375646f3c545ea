namespace VisionAttention.Weights.Torch;

/// <summary>The stack of the pickle machine, with its marks. Nothing below the last mark can be taken.</summary>
internal sealed class PickleStack
{
    private readonly List<object?> _values = [];
    private readonly List<int> _marks = [];

    private int Floor => _marks.Count > 0 ? _marks[^1] : 0;

    public void Push(object? value)
    {
        _values.Add(value);
    }

    public void Mark()
    {
        _marks.Add(_values.Count);
    }

    public object? Peek()
    {
        RequireAbove(1);
        return _values[^1];
    }

    public object? Pop()
    {
        RequireAbove(1);
        var value = _values[^1];
        _values.RemoveAt(_values.Count - 1);
        return value;
    }

    /// <summary>The upper values as a tuple, lowest first.</summary>
    public object?[] Pop(int count)
    {
        RequireAbove(count);
        object?[] values = [.. _values[^count..]];
        _values.RemoveRange(_values.Count - count, count);
        return values;
    }

    /// <summary>All values above the last mark, and the mark.</summary>
    public object?[] PopToMark()
    {
        if (_marks.Count == 0)
            throw new InvalidDataException("the pickle takes values down to a mark that was never set");
        var values = Pop(_values.Count - Floor);
        _marks.RemoveAt(_marks.Count - 1);
        return values;
    }

    /// <summary>Drops the upper value, or the mark where that is uppermost.</summary>
    public void PopOrMark()
    {
        if (_marks.Count > 0 && _marks[^1] == _values.Count)
            _marks.RemoveAt(_marks.Count - 1);
        else
            Pop();
    }

    /// <summary>The only value that is left.</summary>
    public object? Last()
    {
        if (_marks.Count > 0 || _values.Count != 1)
            throw new InvalidDataException($"the pickle ends with {_values.Count} values and {_marks.Count} marks on its stack, not with one value");
        return _values[0];
    }

    private void RequireAbove(int count)
    {
        if (_values.Count - Floor < count)
            throw new InvalidDataException($"the pickle takes {count} values from a stack that has {_values.Count - Floor}");
    }
}
