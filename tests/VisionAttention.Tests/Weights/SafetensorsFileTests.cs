using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Weights;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<ScalarType> Types() => new(Numbers.Types);

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_comes_back_as_it_was(ScalarType type)
    {
        var path = _folder.Path("a.safetensors");
        var tensor = Numbers.Counted(type, 3, 5, 7);

        SafetensorsFile.Write(path, [new("weight", tensor), new("scalar", Numbers.Counted(type)), new("empty", Numbers.Counted(type, 0, 3))]);

        using var file = SafetensorsFile.Open(path);
        Numbers.Same(tensor, file.Read("weight"));
        Numbers.Same(Numbers.Counted(type), file.Read("scalar"));
        Numbers.Same(Numbers.Counted(type, 0, 3), file.Read("empty"));
        Assert.Equal(type, file.Type("weight"));
        Assert.Equal([3, 5, 7], file.Shape("weight"));
    }

    [Fact]
    public void Layout_does_not_matter_numbers_do()
    {
        var path = _folder.Path("a.safetensors");
        var whole = Numbers.Counted(ScalarType.Float32, 4, 6, 5);
        KeyValuePair<string, Tensor>[] views =
        [
            new("transposed", whole.transpose(0, 2)),
            new("expanded", whole[0, 0].expand(3, 5)),
            new("columns", whole.narrow(1, 2, 3)),
            new("gradient", whole.clone().requires_grad_()),
        ];

        SafetensorsFile.Write(path, views);

        using var file = SafetensorsFile.Open(path);
        foreach (var (name, view) in views)
            Numbers.Same(view.detach(), file.Read(name));
    }

    [Fact]
    public void The_header_is_laid_out_as_the_formats_own_library_does()
    {
        var path = _folder.Path("a.safetensors");
        SafetensorsFile.Write(
            path,
            [new("z.half", Numbers.Counted(ScalarType.Float16, 3)), new("b", Numbers.Counted(ScalarType.Float32, 2)), new("a", Numbers.Counted(ScalarType.Float32, 3)), new("flag", Numbers.Counted(ScalarType.Bool, 1)), new("long", Numbers.Counted(ScalarType.Int64, 1))],
            new Dictionary<string, string> { ["format"] = "pt", ["note"] = "naïve \"quoted\"\n" });

        var bytes = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, length));
        Assert.Equal(0, length % 8);
        Assert.Equal(["__metadata__", "long", "a", "b", "z.half", "flag"], header.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal("""{"dtype":"F32","shape":[3],"data_offsets":[8,20]}""", header.RootElement.GetProperty("a").GetRawText());
        Assert.Equal("""{"dtype":"BOOL","shape":[1],"data_offsets":[34,35]}""", header.RootElement.GetProperty("flag").GetRawText());
        Assert.Equal(8 + length + 35, bytes.Length);
        using var file = SafetensorsFile.Open(path);
        Assert.Equal("naïve \"quoted\"\n", file.Metadata["note"]);
    }

    [Fact]
    public void A_file_without_tensors_is_a_file()
    {
        var path = _folder.Path("none.safetensors");

        SafetensorsFile.Write(path, []);

        using var file = SafetensorsFile.Open(path);
        Assert.Empty(file.Names);
        var error = Assert.Throws<ArgumentException>(() => file.Read("weight"));
        Assert.Contains("it has none at all", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_write_leaves_the_existing_file_and_nothing_else()
    {
        var path = _folder.Path("a.safetensors");
        SafetensorsFile.Write(path, [new("weight", ones(3))]);
        var disposed = ones(2);
        disposed.Dispose();

        Refuses("the tensor gone is null or disposed", new("fine", ones(2)), new("gone", disposed));
        Refuses("two tensors to be written are named twice", new("twice", ones(2)), new("twice", ones(3)));
        Refuses("a tensor to be written has no name", new KeyValuePair<string, Tensor>("", ones(2)));
        Refuses("no tensor can be named __metadata__", new KeyValuePair<string, Tensor>("__metadata__", ones(2)));
        Refuses("spectrum is ComplexFloat32, which a safetensors file cannot hold", new KeyValuePair<string, Tensor>("spectrum", zeros(2, dtype: ScalarType.ComplexFloat32)));

        Assert.Equal(["a.safetensors"], _folder.Files());
        using var file = SafetensorsFile.Open(path);
        Numbers.Same(ones(3), file.Read("weight"));

        void Refuses(string fragment, params KeyValuePair<string, Tensor>[] tensors)
        {
            var error = Assert.Throws<ArgumentException>(() => SafetensorsFile.Write(path, tensors));
            Assert.Contains(fragment, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_can_be_replaced_by_what_was_read_from_it()
    {
        var path = _folder.Path("a.safetensors");
        SafetensorsFile.Write(path, [new("weight", Numbers.Counted(ScalarType.Float32, 3))]);

        using (var file = SafetensorsFile.Open(path))
        {
            SafetensorsFile.Write(path, [new("weight", file.Read("weight") + 1)]);
            Numbers.Same(Numbers.Counted(ScalarType.Float32, 3), file.Read("weight"));
        }

        using var replaced = SafetensorsFile.Open(path);
        Numbers.Same(Numbers.Counted(ScalarType.Float32, 3) + 1, replaced.Read("weight"));
        Assert.Equal(["a.safetensors"], _folder.Files());
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => SafetensorsFile.Write(_folder.Path("none/a.safetensors"), []));
        Assert.Contains("none does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_beyond_two_gigabytes_of_file_is_found()
    {
        // A sparse file: five GiB that take no room, with numbers at the very end.
        var path = _folder.Path("large.safetensors");
        const long Skipped = 5L << 30;
        var json = $$$"""{"hole":{"dtype":"U8","shape":[{{{Skipped}}}],"data_offsets":[0,{{{Skipped}}}]},"end":{"dtype":"I32","shape":[2],"data_offsets":[{{{Skipped}}},{{{Skipped + 8}}}]}}""";
        using (var stream = File.Create(path))
        {
            var length = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
            stream.Write(length);
            stream.Write(System.Text.Encoding.ASCII.GetBytes(json));
            stream.Seek(Skipped, SeekOrigin.Current);
            stream.Write([1, 0, 0, 0, 2, 0, 0, 0]);
        }

        using var file = SafetensorsFile.Open(path);
        Numbers.Same(tensor(new[] { 1, 2 }), file.Read("end"));
        Assert.Equal([Skipped], file.Shape("hole"));
    }

    [Fact]
    public void A_closed_file_says_that_it_is_closed()
    {
        var path = _folder.Path("a.safetensors");
        SafetensorsFile.Write(path, [new("weight", ones(3))]);
        var file = SafetensorsFile.Open(path);
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Read("weight"));
    }
}
