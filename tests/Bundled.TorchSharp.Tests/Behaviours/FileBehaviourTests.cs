using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Behaviours;

/// <summary>Files of modules and optimisers byte by byte, in the layout of the official package.</summary>
public sealed class FileBehaviourTests : IDisposable
{
    // The type, the number of sides, the sides, the elements.
    private static readonly Dictionary<string, (Func<Tensor> Make, string Bytes)> Tensors = new()
    {
        ["Byte"] = (() => tensor(new byte[] { 1, 255 }), "00" + "01" + "02" + "01FF"),
        ["Int8"] = (() => tensor(new sbyte[] { -1 }), "01" + "01" + "01" + "FF"),
        ["Int16"] = (() => tensor(new short[] { 258 }), "02" + "01" + "01" + "0201"),
        ["Int32 number"] = (() => tensor(1), "03" + "00" + "01000000"),
        ["Int64 number"] = (() => tensor(-2L), "04" + "00" + "FEFFFFFFFFFFFFFF"),
        ["Float16"] = (() => tensor(new[] { 1f, -2f }, dtype: float16), "05" + "01" + "02" + "003C" + "00C0"),
        ["Float32 number"] = (() => tensor(-1.5f), "06" + "00" + "0000C0BF"),
        ["Float64 number"] = (() => tensor(1.0), "07" + "00" + "000000000000F03F"),
        ["ComplexFloat32"] = (() => ones(1, dtype: ScalarType.ComplexFloat32), "09" + "01" + "01" + "0000803F" + "00000000"),
        ["ComplexFloat64 number"] = (() => ones([], dtype: ScalarType.ComplexFloat64), "0A" + "00" + "000000000000F03F" + "0000000000000000"),
        ["Bool"] = (() => tensor(new[] { true, false }), "0B" + "01" + "02" + "0100"),
        ["BFloat16"] = (() => tensor(new[] { 1f }, dtype: bfloat16), "0F" + "01" + "01" + "803F"),
        ["row after row"] = (() => tensor(new byte[] { 0, 1, 2, 3, 4, 5 }, [2, 3]), "00" + "02" + "0203" + "000102030405"),
        ["no element"] = (() => zeros(0, 3), "06" + "02" + "0003"),
        ["a long side"] = (() => zeros(1, 200, 0), "06" + "03" + "01C80100"),
    };

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public static TheoryData<string> TensorNames => [.. Tensors.Keys];

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _scope.Dispose();
    }

    [Theory]
    [MemberData(nameof(TensorNames))]
    public void A_tensor_is_its_type_its_sides_and_its_elements(string name)
    {
        var (make, expected) = Tensors[name];
        using var module = new Buffers(("t", make()));
        var bytes = Saved(module);
        Assert.Equal("01" + "0174" + expected, Convert.ToHexString(bytes));
        using var other = new Buffers(("t", zeros_like(make())));
        other.load(new MemoryStream(bytes));
        Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(Saved(other)));
    }

    [Fact]
    public void Names_are_UTF8_with_their_length_in_bytes()
    {
        using var module = new Buffers(("größe", tensor(true)));
        Assert.Equal("01" + "07" + "6772C3B6C39F65" + "0B00" + "01", Convert.ToHexString(Saved(module)));
    }

    [Fact]
    public void All_parameters_come_before_all_buffers_and_second_names_at_the_end()
    {
        using var owner = new Owner();
        string[] expected =
        [
            "Scale", "First.weight", "Norm.weight", "Norm.bias",
            "Shift", "Norm.running_mean", "Norm.running_var", "Norm.num_batches_tracked",
            "Second.weight",
        ];
        Assert.Equal(expected, owner.state_dict().Keys);
        Assert.Equal(expected, KeysOf(Saved(owner)));
    }

    [Fact]
    public void A_buffer_that_is_not_persistent_is_not_saved()
    {
        using var module = new Buffers(("kept", zeros(1)));
        module.register_buffer("passing", zeros(1), persistent: false);
        Assert.Equal(["kept"], KeysOf(Saved(module)));
    }

    [Fact]
    public void The_state_is_made_of_the_live_tensors()
    {
        using var owner = new Owner();
        var state = owner.state_dict();
        Assert.Same(owner.Scale, state["Scale"]);
        Assert.Same(owner.Shift, state["Shift"]);
    }

    [Fact]
    public void Entries_are_found_by_name_in_any_order()
    {
        using var source = new Buffers(("a", tensor(1)), ("b", tensor(2)), ("c", tensor(3)));
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        nn.Module.save_state_dict(writer, source.state_dict().Reverse().ToDictionary());
        Assert.Equal(["c", "b", "a"], KeysOf(stream.ToArray()));
        using var target = new Buffers(("a", tensor(0)), ("b", tensor(0)), ("c", tensor(0)));
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        target.load(reader);
        Assert.Equal([1, 2, 3], target.buffers().Select(buffer => buffer.item<int>()));
    }

    [Fact]
    public void An_unknown_entry_is_passed_over_when_not_strict()
    {
        using var source = new Buffers(("a", tensor(1)), ("more", zeros(5)), ("b", tensor(2)));
        using var target = new Buffers(("a", tensor(0)), ("b", tensor(0)));
        var bytes = Saved(source);
        Assert.Throws<ArgumentException>(() => target.load(new MemoryStream(bytes)));
        target.load(new MemoryStream(bytes), strict: false);
        Assert.Equal([1, 2], target.buffers().Select(buffer => buffer.item<int>()));
    }

    [Fact]
    public void A_tensor_that_is_not_contiguous_is_not_saved()
    {
        using var module = new Buffers(("t", zeros(2, 3).T));
        Assert.Throws<InvalidOperationException>(() => Saved(module));
    }

    [Fact]
    public void Saving_to_a_stream_and_loading_from_one_close_it()
    {
        using var module = new Buffers(("t", zeros(2)));
        var written = new MemoryStream();
        Assert.Same(module, module.save(written));
        Assert.False(written.CanWrite);
        var read = new MemoryStream(written.ToArray());
        Assert.Same(module, module.load(read));
        Assert.False(read.CanRead);
    }

    [Fact]
    public void Saving_to_a_writer_and_loading_from_a_reader_leave_it_open()
    {
        using var module = new Buffers(("t", zeros(2)));
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        module.save(writer);
        writer.Write(true);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        module.load(reader);
        Assert.True(reader.ReadBoolean());
    }

    [Fact]
    public void A_module_is_made_from_a_file()
    {
        var path = Path.Combine(_folder.FullName, "owner.dat");
        using var owner = new Owner();
        owner.Shift.fill_(7);
        owner.save(path);
        Assert.Equal(Saved(owner), File.ReadAllBytes(path));
        using var made = Assert.IsType<Owner>(nn.Module.Create<Owner>(path));
        Assert.Equal(7f, made.Shift.item<float>());
        Assert.Equal(Saved(owner), Saved(made));
    }

    private static byte[] Saved(nn.Module module)
    {
        using var stream = new MemoryStream();
        module.save(stream);
        return stream.ToArray();
    }

    private static List<string> KeysOf(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        List<string> keys = [];
        for (var entries = reader.Read7BitEncodedInt(); entries > 0; entries--)
        {
            keys.Add(reader.ReadString());
            long size = ((ScalarType)reader.Read7BitEncodedInt()).ElementSize();
            for (var sides = reader.Read7BitEncodedInt(); sides > 0; sides--)
                size *= reader.Read7BitEncodedInt64();
            reader.BaseStream.Position += size;
        }
        Assert.Equal(bytes.Length, reader.BaseStream.Position);
        return keys;
    }

    private sealed class Buffers : nn.Module
    {
        public Buffers(params (string Name, Tensor Value)[] buffers)
            : base(nameof(Buffers))
        {
            foreach (var (key, value) in buffers)
                register_buffer(key, value);
        }
    }

    private sealed class Owner : nn.Module
    {
        public readonly Parameter Scale = new(ones(1));
        public readonly Tensor Shift = zeros(1);
        public readonly Linear First = nn.Linear(2, 3, hasBias: false);
        public readonly BatchNorm1d Norm = nn.BatchNorm1d(3);
        public readonly Linear Second;

        public Owner()
            : base(nameof(Owner))
        {
            Second = First;
            RegisterComponents();
        }
    }
}
