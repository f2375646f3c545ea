namespace VisionAttention.Weights.Torch;

/// <summary>The values a pickle keeps for later. Places are few and dense, as Python numbers them.</summary>
internal sealed class PickleMemo
{
    private static readonly object Nothing = new();

    private readonly List<object?> _values = [];

    public int Count => _values.Count;

    public void Put(long place, object? value)
    {
        if (place is < 0 or >= PickleReader.MostValues)
            throw new InvalidDataException($"memo {place} is not between 0 and {PickleReader.MostValues}");
        while (_values.Count <= place)
            _values.Add(Nothing);
        _values[(int)place] = value;
    }

    public object? Get(long place)
    {
        if (place < 0 || place >= _values.Count || ReferenceEquals(_values[(int)place], Nothing))
            throw new InvalidDataException($"the pickle recalls memo {place}, which was never filled");
        return _values[(int)place];
    }
}
