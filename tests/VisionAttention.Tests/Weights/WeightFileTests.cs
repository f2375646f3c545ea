using TorchSharp;
using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Weights;

public sealed class WeightFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> GoogleFiles()
    {
        var found = Directory.GetFiles(AppContext.BaseDirectory, "*.npz", SearchOption.AllDirectories);
        return new(found.Where(file => !file.EndsWith("objects.npz", StringComparison.Ordinal)).Select(file => Path.GetRelativePath(AppContext.BaseDirectory, file)));
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_content_tells_the_format_not_the_extension()
    {
        SafetensorsFile.Write(_folder.Path("a.bin"), [new("weight", ones(2))]);
        File.Copy(Samples.Path("stored.npz"), _folder.Path("b.pth"));
        File.Copy(Samples.Path("version-1.npy"), _folder.Path("c.safetensors"));
        File.Copy(Samples.Path("state.pth"), _folder.Path("d.npz"));
        File.Copy(Samples.Path("state-legacy.pth"), _folder.Path("e"));
        File.Copy(Samples.Path("vars.h5"), _folder.Path("f.npz"));
        _folder.Write("g.zip", BadBytes.Zip(new BadBytes.Member("config.json", BadBytes.Latin1("{}")), new BadBytes.Member("model.weights.h5", File.ReadAllBytes(Samples.Path("vars.h5")))));
        _folder.Write("h.pt", BadBytes.Onnx(BadBytes.Initialiser("w", 1, [1], BadBytes.Field(9, new byte[4]))));

        Assert.Equal(
            [typeof(SafetensorsFile), typeof(NpzFile), typeof(NpyArray), typeof(TorchFile), typeof(TorchFile), typeof(HdfFile), typeof(HdfFile), typeof(OnnxFile)],
            new[] { "a.bin", "b.pth", "c.safetensors", "d.npz", "e", "f.npz", "g.zip", "h.pt" }.Select(TypeOf));

        Type TypeOf(string name)
        {
            using var file = WeightFile.Open(_folder.Path(name));
            Assert.Equal(_folder.Path(name), file.Path);
            return file.GetType();
        }
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var error = Assert.Throws<FileNotFoundException>(() => WeightFile.Open(_folder.Path("none.pth")));
        Assert.EndsWith("none.pth does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_nearest_or_with_all()
    {
        SafetensorsFile.Write(_folder.Path("few"), [new("cls_token", ones(2)), new("head.weight", ones(2))]);
        SafetensorsFile.Write(_folder.Path("many"), Enumerable.Range(0, 30).Select(block => new KeyValuePair<string, Tensor>($"blocks.{block}.norm1.weight", ones(2))));

        Assert.EndsWith("few has no tensor cls; it has cls_token, head.weight", Message("few", "cls"), StringComparison.Ordinal);
        Assert.Contains("many has no tensor block.7.norm1.weight; the nearest of its 30 are blocks.7.norm1.weight,", Message("many", "block.7.norm1.weight"), StringComparison.Ordinal);

        string Message(string file, string name)
        {
            using var open = WeightFile.Open(_folder.Path(file));
            Assert.False(open.Contains(name));
            Assert.Equal(Assert.Throws<ArgumentException>(() => open.Shape(name)).Message, Assert.Throws<ArgumentException>(() => open.Type(name)).Message);
            return Assert.Throws<ArgumentException>(() => open.Read(name)).Message;
        }
    }

    [Theory]
    [MemberData(nameof(GoogleFiles))]
    public void An_archive_of_arrays_survives_the_way_to_safetensors_and_back(string archive)
    {
        using var file = WeightFile.Open(Path.Combine(AppContext.BaseDirectory, archive));
        var tensors = file.Names.Select(name => new KeyValuePair<string, Tensor>(name, file.Read(name))).ToArray();
        SafetensorsFile.Write(_folder.Path("copy"), tensors);

        using var copy = WeightFile.Open(_folder.Path("copy"));
        Assert.NotEmpty(tensors);
        Assert.Equal(file.Names.Order(), copy.Names.Order());
        foreach (var (name, tensor) in tensors)
            Numbers.Same(tensor, copy.Read(name));
    }

    [Fact]
    public void What_is_read_outlives_the_file_and_no_scope_of_the_reader_takes_it()
    {
        Tensor kept;
        using (var file = WeightFile.Open(Samples.Path("stored.npz")))
            kept = file.Read("f4");
        Numbers.Same(Numbers.Counted(ScalarType.Float32, 3, 5), kept);
    }

    [Fact]
    public void A_part_of_a_file_goes_by_the_rest_of_its_names()
    {
        SafetensorsFile.Write(_folder.Path("whole"), [new("teacher.a", ones(2)), new("teacher.b", zeros(3)), new("student.a", zeros(2))], new Dictionary<string, string> { ["note"] = "kept" });
        using var whole = WeightFile.Open(_folder.Path("whole"));
        using (var part = whole.Under("teacher."))
        {
            Assert.Equal(["a", "b"], part.Names);
            Assert.Equal([3], part.Shape("b"));
            Assert.Equal("kept", part.Metadata["note"]);
            Numbers.Same(ones(2), part.Read("a"));
        }
        Assert.True(whole.IsRead("teacher.a"));
        Assert.False(whole.IsRead("student.a"));
        Numbers.Same(zeros(2), whole.Read("student.a"));
    }
}
