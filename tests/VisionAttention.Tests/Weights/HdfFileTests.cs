using TorchSharp;
using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Weights;

public sealed class HdfFileTests : IDisposable
{
    private const string Vars = "layers/dense_1/vars/";

    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Every_type_is_read_alone_and_within_an_archive(bool isArchive, bool isDeflated)
    {
        var path = Samples.Path("vars.h5");
        if (isArchive)
            path = _folder.Write("model.keras", BadBytes.Zip(new BadBytes.Member("metadata.json", BadBytes.Latin1("{}")), new BadBytes.Member("model.weights.h5", File.ReadAllBytes(path), isDeflated)));
        using var file = WeightFile.Open(path);

        foreach (var type in Numbers.Types.Where(type => type != ScalarType.Bool))
            Numbers.Same(Numbers.Counted(type, 3, 5), file.Read(Vars + (type == ScalarType.Byte ? "uint8" : type.ToString().ToLowerInvariant())));
        Numbers.Same(tensor(7f), file.Read(Vars + "scalar"));
        Numbers.Same(zeros(0, 4), file.Read(Vars + "empty"));
        Numbers.Same(Numbers.Counted(ScalarType.Float32, 13, 20), file.Read(Vars + "deflated"));
        Assert.Equal($"{Vars}text (VariableLength), {Vars}truth (Enumerated)", file.Unread);
    }

    [Fact]
    public void Numbers_in_the_other_byte_order_are_refused_by_name()
    {
        using var file = WeightFile.Open(Samples.Path("big-endian.h5"));
        Assert.Contains("big-endian.h5 is not a whole HDF5 file: w: Byte order", Assert.Throws<InvalidDataException>(() => file.Read("w")).Message, StringComparison.Ordinal);
    }
}
