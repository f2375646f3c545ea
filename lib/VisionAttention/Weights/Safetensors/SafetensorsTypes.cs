using static TorchSharp.torch;

namespace VisionAttention.Weights.Safetensors;

/// <summary>The element types of the safetensors format.</summary>
internal static class SafetensorsTypes
{
    // In the order in which the format's own library lays tensors out: widest first, so that each begins aligned.
    private static readonly (string Name, ScalarType Type)[] WidestFirst =
    [
        ("I64", ScalarType.Int64),
        ("F64", ScalarType.Float64),
        ("F32", ScalarType.Float32),
        ("I32", ScalarType.Int32),
        ("BF16", ScalarType.BFloat16),
        ("F16", ScalarType.Float16),
        ("I16", ScalarType.Int16),
        ("I8", ScalarType.Int8),
        ("U8", ScalarType.Byte),
        ("BOOL", ScalarType.Bool),
    ];

    public static ScalarType? Parse(string? name)
    {
        var place = Array.FindIndex(WidestFirst, entry => entry.Name == name);
        return place < 0 ? null : WidestFirst[place].Type;
    }

    public static bool Has(ScalarType type)
    {
        return Place(type) >= 0;
    }

    public static string Name(ScalarType type)
    {
        return WidestFirst[Place(type)].Name;
    }

    /// <summary>Where tensors of a type stand in a file: smaller is earlier.</summary>
    public static int Place(ScalarType type)
    {
        return Array.FindIndex(WidestFirst, entry => entry.Type == type);
    }
}
