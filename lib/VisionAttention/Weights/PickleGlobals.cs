using System.Numerics;
using System.Text;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Weights;

/// <summary>A name that may stand in a file of weights, such as <c>torch.FloatStorage</c>. It is looked at, never called.</summary>
internal sealed record PickleName(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>A dict of whatever kind: pairs in the file's order. Nothing is hashed, so no choice of keys can make it slow.</summary>
internal sealed class PickleDict
{
    private List<KeyValuePair<object?, object?>>? _pairs;

    public IReadOnlyList<KeyValuePair<object?, object?>> Pairs => _pairs ?? [];

    public void Set(object? key, object? value) => (_pairs ??= []).Add(new(key, value));
}

/// <summary>Bytes of a text or number too long to be kept.</summary>
internal sealed record PickleBytes(long Count);

/// <summary>An object of a class that is not known here. Nothing is made or called: its class, what it would be made of and its attributes are kept as data.</summary>
internal sealed class PickleObject(string name, object? made)
{
    private const int Searched = 32;

    /// <summary>The class, or the function that would make the object.</summary>
    public string Name { get; } = name;

    /// <summary>Whether its class is one of a TorchScript program: a module, whose attributes are tensors, modules and settings.</summary>
    public bool IsScripted => Name.StartsWith("__torch__.", StringComparison.Ordinal);

    /// <summary>The arguments that would make it.</summary>
    public object? Made { get; } = made;

    /// <summary>Its attributes, where it has some.</summary>
    public PickleDict? Attributes { get; private set; }

    /// <summary>Its items, where its class is a dict.</summary>
    public PickleDict? Items { get; private set; }

    /// <summary>Whether it is made of a tensor or of an array, and may stand for one.</summary>
    public bool IsLikeTensor { get; private set; } = HoldsNumbers(made) || (name.StartsWith("numpy", StringComparison.Ordinal) && name.EndsWith("_reconstruct", StringComparison.Ordinal));

    /// <summary>Takes attributes.</summary>
    public void Build(object? state)
    {
        // With slots, a pair of dicts.
        var dict = state is object?[] and [var plain, PickleDict slots] ? plain as PickleDict ?? slots : state as PickleDict;
        Attributes = dict ?? Attributes;
        IsLikeTensor |= HoldsNumbers(dict ?? state);
    }

    /// <summary>The dict that its items go to.</summary>
    public PickleDict ItemsToFill() => Items ??= new();

    /// <summary>Looks at elements for tensors, and drops them.</summary>
    public void Pass(object?[] elements) => IsLikeTensor |= HoldsNumbers(elements);

    // What a tensor is made of stands among the first things; a pickle may name one long tuple again and again.
    private static bool HoldsNumbers(object? value) => value switch
    {
        object?[] tuple => tuple.Take(Searched).Any(part => IsNumbers(part) || (part is object?[] inner && inner.Take(Searched).Any(IsNumbers))),
        PickleDict dict => dict.Pairs.Take(Searched).Any(pair => IsNumbers(pair.Value)),
        _ => IsNumbers(value),
    };

    private static bool IsNumbers(object? value) => value is TorchStorage or TorchView or PickleObject { IsLikeTensor: true };
}

/// <summary>The few names that hold weights together, and what stands for a call of them here. Every other call leaves a <see cref="PickleObject"/>.</summary>
internal static class PickleGlobals
{
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

    /// <summary>What a call amounts to.</summary>
    public static object? Call(object? callable, object? arguments)
    {
        var name = callable switch
        {
            PickleName known => known.ToString(),
            PickleObject made => made.Name,
            _ => throw new InvalidDataException("the file calls something that is not a name"),
        };
        if (arguments is not object?[] given)
            throw new InvalidDataException($"the file calls {name} with something other than a tuple");
        return (name, given) switch
        {
            ("collections.OrderedDict" or "builtins.dict" or "__builtin__.dict", []) => new PickleDict(),
            ("collections.OrderedDict", [List<object?> pairs]) => FromPairs(pairs),
            ("collections.defaultdict", [] or [_]) => new PickleDict(),
            ("collections.Counter" or "collections.OrderedDict", [PickleDict counts]) => counts,
            ("collections.Counter", []) => new PickleDict(),
            ("builtins.set" or "__builtin__.set" or "builtins.frozenset" or "__builtin__.frozenset", [List<object?> elements]) => elements,
            ("_codecs.encode", [string text, "latin1" or "latin-1"]) => Encoding.Latin1.GetBytes(text),
            ("torch.Size", [object?[] sides]) => sides,
            // TorchScript notes the type of a list or dict beside it.
            ("torch.jit._pickle.build_intlist" or "torch.jit._pickle.build_doublelist", [List<object?> list]) => list,
            ("torch.jit._pickle.build_boollist" or "torch.jit._pickle.build_tensorlist", [List<object?> list]) => list,
            ("torch.jit._pickle.restore_type_tag", [var value, string]) => value,
            ("torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state", [TorchView tensor, ..]) => tensor,
            ("torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_tensor", [TorchStorage storage, long offset, object?[] shape, object?[] strides, ..]) =>
                new TorchView(storage, offset, Numbers(shape, "shape"), Numbers(strides, "strides")),
            ("torch._utils._rebuild_tensor_v2", [TorchStorage, ..]) => throw new InvalidDataException($"the file calls {name} with {given.Length} arguments that do not fit it"),
            // A tensor with attributes of its own, or of a derived class: function, class, arguments, attributes.
            ("torch._tensor._rebuild_from_type_v2", [PickleName { Module: "torch._utils" } function, _, object?[] parts, _]) => Call(function, parts),
            // How Python 2 and the oldest protocols spell an object without arguments.
            ("copy_reg._reconstructor" or "copyreg._reconstructor", [PickleName type, ..]) => new PickleObject(type.ToString(), made: null),
            _ => new PickleObject(name, given),
        };
    }

    /// <summary>Gives an object its attributes.</summary>
    public static void Build(object? target, object? state)
    {
        if (target is PickleObject made)
            made.Build(state);
        // A state_dict bears the versions of its layers as an attribute.
        else
            FileErrors.Unless(target is PickleDict, $"the file sets attributes of {KindOf(target)}");
    }

    /// <summary>A storage, from the tuple that stands for it; an object where its numbers are of no type read here.</summary>
    public static object Storage(object? id)
    {
        // How PyTorch before 1.6 names the class of a whole model: with the class itself and its source code.
        if (id is object?[] and ["module", PickleName type, ..])
            return type;
        // The older format appends which part of another storage this is; None for a whole one.
        if (id is not (object?[] and ["storage", PickleName name, string key, string, long count, .. [] or [null]]))
            throw new InvalidDataException($"a persistent id ({KindOf(id)}) is no ('storage', type, key, location, count)");
        FileErrors.Unless(count is >= 0 and <= long.MaxValue / 8, $"storage {key} claims {count} numbers");
        if (Storages.TryGetValue(name.ToString(), out var known))
            return new TorchStorage(known, key, count);
        FileErrors.Unless(name.Module == "torch" && name.Name.EndsWith("Storage", StringComparison.Ordinal), $"storage {key} is of type {name}, which is no storage");
        return new PickleObject(name.ToString(), new object?[] { new TorchStorage(ScalarType.Byte, key, 0) });
    }

    /// <summary>What a value is, for messages.</summary>
    public static string KindOf(object? value) => value switch
    {
        null => "None",
        bool => "a bool",
        long or BigInteger => "an int",
        double => "a float",
        string => "a str",
        byte[] or PickleBytes => "bytes",
        object?[] => "a tuple",
        List<object?> => "a list",
        PickleDict => "a dict",
        PickleObject made => $"an object {made.Name}",
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
