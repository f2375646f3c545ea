namespace VisionAttention.Weights.Torch;

/// <summary>A dict or OrderedDict: pairs in the file's order. Nothing is hashed, so no choice of keys can make it slow.</summary>
internal sealed class PickleDict
{
    private List<KeyValuePair<object?, object?>>? _pairs;

    public IReadOnlyList<KeyValuePair<object?, object?>> Pairs => _pairs ?? [];

    public void Set(object? key, object? value)
    {
        (_pairs ??= []).Add(new(key, value));
    }
}
