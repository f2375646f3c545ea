using TorchSharp;
using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Weights;

public sealed class NumPyFileTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_version_of_the_header_is_read_and_the_array_bears_the_name_of_its_file(int version)
    {
        using var file = NpyArray.Open(Samples.Path($"version-{version}.npy"));
        Assert.Equal([$"version-{version}"], file.Names);
        Numbers.Same(Numbers.Counted(ScalarType.Float32, 2, 3), file.Read($"version-{version}"));
    }

    [Theory]
    [InlineData("stored.npz")]
    [InlineData("deflated.npz")]
    public void What_NumPy_wrote_is_read_in_every_type_and_order(string sample)
    {
        var types = new Dictionary<string, ScalarType>
        {
            ["f2"] = ScalarType.Float16, ["f4"] = ScalarType.Float32, ["f8"] = ScalarType.Float64, ["i1"] = ScalarType.Int8, ["i2"] = ScalarType.Int16,
            ["i4"] = ScalarType.Int32, ["i8"] = ScalarType.Int64, ["u1"] = ScalarType.Byte, ["b1"] = ScalarType.Bool,
            ["big/f2"] = ScalarType.Float16, ["big/f4"] = ScalarType.Float32, ["big/f8"] = ScalarType.Float64,
            ["big/i2"] = ScalarType.Int16, ["big/i4"] = ScalarType.Int32, ["big/i8"] = ScalarType.Int64, ["fortran/f4"] = ScalarType.Float32,
        };
        using var file = NpzFile.Open(Samples.Path(sample));
        foreach (var (name, type) in types)
            Numbers.Same(Numbers.Counted(type, 3, 5), file.Read(name));
        Numbers.Same(Numbers.Counted(ScalarType.Int32, 2, 3, 5), file.Read("fortran/3d"));
        Numbers.Same(tensor(7f), file.Read("scalar"));
        Numbers.Same(Numbers.Counted(ScalarType.Float32, 3), file.Read("vector"));
        Numbers.Same(zeros(0, 4), file.Read("empty"));
        Assert.Equal(types.Count + 4, file.Names.Count);
    }
}
