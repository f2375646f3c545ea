using static TorchSharp.torch;

namespace VisionAttention.Tests.Weights;

/// <summary>Files that PyTorch and NumPy wrote themselves; make-samples.py beside them says how.</summary>
internal static class Samples
{
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Weights", "Samples", name);
}

/// <summary>A folder that lasts as long as its test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weights-").FullName;

    public string Path(string name) => System.IO.Path.Combine(_folder, name);

    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(Path(name), content);
        return Path(name);
    }

    public string[] Files() => [.. Directory.GetFiles(_folder).Select(file => System.IO.Path.GetFileName(file)).Order()];

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

/// <summary>Tensors whose content follows from their shape, and exact comparison.</summary>
internal static class Numbers
{
    public static readonly ScalarType[] Types =
    [
        ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16,
        ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool,
    ];

    /// <summary>0, 1, 2, … in row-major order; truth values: odd.</summary>
    public static Tensor Counted(ScalarType type, params long[] shape)
    {
        using var scope = NewDisposeScope();
        var count = shape.Aggregate(1L, (product, side) => product * side);
        var values = arange(count, dtype: ScalarType.Int64).reshape(shape);
        var result = type == ScalarType.Bool ? values.remainder(2).to(ScalarType.Bool) : values.to(type);
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>Type, shape and every number, bit by bit; the actual tensor is contiguous on the CPU.</summary>
    public static void Same(Tensor expected, Tensor actual)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected.dtype, actual.dtype);
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(actual.is_contiguous());
        if (expected.numel() > 0)
            Assert.Equal(expected.contiguous().bytes.ToArray(), actual.bytes.ToArray());
    }
}
