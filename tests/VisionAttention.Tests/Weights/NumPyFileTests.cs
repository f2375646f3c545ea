using System.Text;
using TorchSharp;
using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Weights;

public sealed class NumPyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<ScalarType> Types() => new(Numbers.Types.Where(type => type != ScalarType.BFloat16));

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_comes_back_as_it_was(ScalarType type)
    {
        KeyValuePair<string, Tensor>[] tensors =
        [
            new("opt/target/Transformer/encoderblock_0/kernel", Numbers.Counted(type, 3, 5)),
            new("transposed", Numbers.Counted(type, 3, 5).t()),
            new("scalar", Numbers.Counted(type)),
            new("vector", Numbers.Counted(type, 7)),
            new("empty", Numbers.Counted(type, 0, 3)),
        ];
        foreach (var isCompressed in new[] { false, true })
        {
            var path = _folder.Path("a.npz");
            NpzFile.Write(path, tensors, isCompressed);
            using var file = NpzFile.Open(path);
            Assert.Equal(tensors.Select(pair => pair.Key), file.Names);
            foreach (var (name, tensor) in tensors)
            {
                Numbers.Same(tensor, file.Read(name));
                Assert.Equal(tensor.shape, file.Shape(name));
                Assert.Equal(type, file.Type(name));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_single_array_bears_the_name_of_its_file(ScalarType type)
    {
        var tensor = Numbers.Counted(type, 2, 3, 5);
        NpyArray.Write(_folder.Path("pos_embed.npy"), tensor.transpose(0, 2));

        using var file = NpyArray.Open(_folder.Path("pos_embed.npy"));
        Assert.Equal(["pos_embed"], file.Names);
        Numbers.Same(tensor.transpose(0, 2), file.Read("pos_embed"));
    }

    [Fact]
    public void The_header_is_what_numpy_writes()
    {
        NpyArray.Write(_folder.Path("a.npy"), Numbers.Counted(ScalarType.Float32, 2, 3));
        NpyArray.Write(_folder.Path("b.npy"), Numbers.Counted(ScalarType.Bool, 3));

        var bytes = File.ReadAllBytes(_folder.Path("a.npy"));
        Assert.Equal(File.ReadAllBytes(Samples.Path("version-1.npy")), bytes);
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(_folder.Path("b.npy")), 10, 118);
        Assert.Equal("{'descr': '|b1', 'fortran_order': False, 'shape': (3,), }".PadRight(117) + "\n", text);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_version_of_the_header_is_read(int version)
    {
        using var file = NpyArray.Open(Samples.Path($"version-{version}.npy"));
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

    [Fact]
    public void BFloat16_is_refused_with_the_way_out()
    {
        var error = Assert.Throws<ArgumentException>(() => NpzFile.Write(_folder.Path("a.npz"), [new("weight", zeros(2, dtype: ScalarType.BFloat16))]));
        Assert.Contains("weight is BFloat16, which a .npz file cannot hold. Fix: convert it", error.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Files());
    }

    [Fact]
    public void The_same_tensors_give_the_same_file()
    {
        NpzFile.Write(_folder.Path("a.npz"), [new("weight", ones(3, 5))], isCompressed: true);
        NpzFile.Write(_folder.Path("b.npz"), [new("weight", ones(3, 5))], isCompressed: true);
        Assert.Equal(File.ReadAllBytes(_folder.Path("a.npz")), File.ReadAllBytes(_folder.Path("b.npz")));
    }
}
