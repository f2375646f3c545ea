using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Weights;

/// <summary>A name that may stand in a file of weights, such as <c>torch.FloatStorage</c>. It is looked at, never called.</summary>
internal sealed record PickleName(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>A dict or OrderedDict: pairs in the file's order. Nothing is hashed, so no choice of keys can make it slow.</summary>
internal sealed class PickleDict
{
    private List<KeyValuePair<object?, object?>>? _pairs;

    public IReadOnlyList<KeyValuePair<object?, object?>> Pairs => _pairs ?? [];

    public void Set(object? key, object? value) => (_pairs ??= []).Add(new(key, value));
}

/// <summary>An argparse.Namespace: the settings of a training run.</summary>
internal sealed class PickleNamespace
{
    public PickleDict State { get; set; } = new();
}

/// <summary>The few names a file of weights needs, and what stands for them here. Everything else is refused by name.</summary>
internal static class PickleGlobals
{
    private const string OrderedDict = "collections.OrderedDict";
    private const string RebuildTensor = "torch._utils._rebuild_tensor_v2";
    private const string RebuildParameter = "torch._utils._rebuild_parameter";
    private const string Size = "torch.Size";
    private const string Namespace = "argparse.Namespace";

    private static readonly HashSet<string> Callable = [OrderedDict, RebuildTensor, RebuildParameter, Size, Namespace];

    private static readonly Dictionary<string, ScalarType> Storages = new()
    {
        ["torch.DoubleStorage"] = ScalarType.Float64,
        ["torch.FloatStorage"] = ScalarType.Float32,
        ["torch.HalfStorage"] = ScalarType.Float16,
        ["torch.BFloat16Storage"] = ScalarType.BFloat16,
        ["torch.LongStorage"] = ScalarType.Int64,
        ["torch.IntStorage"] = ScalarType.Int32,
        ["torch.ShortStorage"] = ScalarType.Int16,
        ["torch.CharStorage"] = ScalarType.Int8,
        ["torch.ByteStorage"] = ScalarType.Byte,
        ["torch.BoolStorage"] = ScalarType.Bool,
        ["torch.storage.UntypedStorage"] = ScalarType.Byte,
    };

    /// <summary>Looks a name up in the list of the allowed ones; nothing is imported.</summary>
    public static PickleName Find(string module, string name)
    {
        var found = new PickleName(module, name);
        if (Callable.Contains(found.ToString()) || Storages.ContainsKey(found.ToString()))
            return found;
        FileErrors.Unless(module != "torch" || !name.EndsWith("Storage", StringComparison.Ordinal), $"the file has a {found}, whose numbers are of no type read here");
        throw Refused(found.ToString());
    }

    /// <summary>What a call amounts to.</summary>
    public static object Call(object? callable, object? arguments)
    {
        if (callable is not PickleName name)
            throw new InvalidDataException("the file calls something that is not a name");
        if (arguments is not object?[] given)
            throw new InvalidDataException($"the file calls {name} with something other than a tuple");
        return (name.ToString(), given) switch
        {
            (OrderedDict, []) => new PickleDict(),
            (OrderedDict, [List<object?> pairs]) => FromPairs(pairs),
            (Namespace, []) => new PickleNamespace(),
            (Size, [object?[] sides]) => sides,
            (RebuildParameter, [TorchView tensor, ..]) => tensor,
            (RebuildTensor, [TorchStorage storage, long offset, object?[] shape, object?[] strides, ..]) =>
                new TorchView(storage, offset, Numbers(shape, "shape"), Numbers(strides, "strides")),
            _ when Callable.Contains(name.ToString()) => throw new InvalidDataException($"the file calls {name} with {given.Length} arguments that do not fit it"),
            _ => throw Refused(name.ToString()),
        };
    }

    /// <summary>Gives an object its attributes.</summary>
    public static void Build(object? target, object? state)
    {
        if (target is PickleNamespace settings && state is PickleDict values)
            settings.State = values;
        // A state_dict bears the versions of its layers as an attribute.
        else
            FileErrors.Unless(target is PickleDict, $"the file sets attributes of {KindOf(target)}, which is not needed to hold weights");
    }

    /// <summary>A storage, from the tuple that stands for it.</summary>
    public static TorchStorage Storage(object? id)
    {
        // The older format appends which part of another storage this is; None for a whole one.
        if (id is not (object?[] and ["storage", PickleName name, string key, string, long count, .. [] or [null]]))
            throw new InvalidDataException($"a persistent id ({KindOf(id)}) is no ('storage', type, key, location, count)");
        FileErrors.Unless(Storages.TryGetValue(name.ToString(), out var type), $"storage {key} is of type {name}, which is no storage");
        FileErrors.Unless(count is >= 0 and <= long.MaxValue / 8, $"storage {key} claims {count} numbers");
        return new TorchStorage(type, key, count);
    }

    public static InvalidDataException Refused(string name) =>
        new($"the file names {name}, which is not needed to hold weights; it was not called. Fix: in Python, torch.save(model.state_dict(), path)");

    public static string KindOf(object? value) => value switch
    {
        null => "None",
        bool => "a bool",
        long or System.Numerics.BigInteger => "an int",
        double => "a float",
        string => "a str",
        byte[] => "bytes",
        object?[] => "a tuple",
        List<object?> => "a list",
        PickleDict => "a dict",
        PickleNamespace => "an argparse.Namespace",
        TorchStorage => "a storage",
        TorchView => "a tensor",
        _ => value.ToString()!,
    };

    // A pair is a tuple, or a list as Python 2 wrote it.
    private static PickleDict FromPairs(List<object?> pairs)
    {
        var result = new PickleDict();
        foreach (var pair in pairs)
        {
            if (pair is not IReadOnlyList<object?> { Count: 2 } both)
                throw new InvalidDataException($"an OrderedDict is made of {KindOf(pair)}, not of pairs");
            result.Set(both[0], both[1]);
        }
        return result;
    }

    private static long[] Numbers(object?[] values, string what) =>
        Array.ConvertAll(values, value => value is long number ? number : throw new InvalidDataException($"the {what} of a tensor holds {KindOf(value)}"));
}
