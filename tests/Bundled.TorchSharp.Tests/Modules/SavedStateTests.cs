using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Modules;

/// <summary>The file format of modules, byte for byte, and what goes wrong with files.</summary>
public sealed class SavedStateTests : IDisposable
{
    private const string Layout = "02" + "0177" + "060102" + "0000803F00000040" + "0162" + "0400" + "0700000000000000";

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void The_bytes_follow_the_layout()
    {
        using var module = new Small();
        Assert.Equal(Layout, Convert.ToHexString(Save(module)));
    }

    [Fact]
    public void Long_names_and_sizes_take_two_bytes()
    {
        using var module = new Small();
        module.register_buffer(new string('n', 130), zeros(300, 0, dtype: @bool));
        var bytes = Save(module);
        Assert.Equal("8201", Convert.ToHexString(bytes, (Layout.Length / 2), 2));
        Assert.Equal("0B02AC0200", Convert.ToHexString(bytes, bytes.Length - 5, 5));
    }

    [Fact]
    public void What_was_saved_is_loaded_by_name()
    {
        using var source = nn.Sequential(("a", nn.Linear(3, 2)), ("b", nn.BatchNorm1d(2)));
        using var target = nn.Sequential(("a", nn.Linear(3, 2)), ("b", nn.BatchNorm1d(2)));
        var loaded = new Dictionary<string, bool>();
        var weight = target.parameters().First();
        Assert.Same(target, target.load(new MemoryStream(Save(source)), loadedParameters: loaded));
        Assert.Equal(source.state_dict().Keys.Order(), loaded.Keys.Order());
        Assert.Same(weight, target.parameters().First());
        foreach (var (name, value) in source.state_dict())
            Recorded.Close(value, target.state_dict()[name], absolute: 0, relative: 0, name);
    }

    [Fact]
    public void Skipped_names_are_neither_saved_nor_loaded()
    {
        using var module = new Small();
        var bytes = Save(module, skip: ["b"]);
        Assert.Equal(1, bytes[0]);
        using var other = new Small();
        Assert.Throws<ArgumentException>(() => other.load(new MemoryStream(bytes)));
        other.load(new MemoryStream(bytes), skip: ["b"]);
        other.load(new MemoryStream(bytes), strict: false);
    }

    [Fact]
    public void A_shape_or_type_that_differs_is_refused_even_when_not_strict()
    {
        using var module = new Small();
        using var wider = nn.Linear(3, 1);
        module.to(float64);
        var bytes = Save(module);
        using var other = new Small();
        Assert.Throws<ArgumentException>(() => other.load(new MemoryStream(bytes), strict: false));
        Assert.Throws<ArgumentException>(() => wider.load(new MemoryStream(bytes)));
    }

    [Fact]
    public void A_truncated_file_is_refused()
    {
        using var module = new Small();
        var bytes = Save(module);
        for (var length = 0; length < bytes.Length; length++)
        {
            using var other = new Small();
            Assert.ThrowsAny<Exception>(() => other.load(new MemoryStream(bytes[..length])));
        }
        Assert.Throws<FileNotFoundException>(() => module.load("no/such/file"));
    }

    [Fact]
    public void A_state_that_does_not_fit_names_both_sides()
    {
        using var module = new Small();
        var state = new Dictionary<string, Tensor> { ["w"] = ones(2), ["c"] = ones(1) };
        var error = Assert.Throws<InvalidOperationException>(() => module.load_state_dict(state));
        Assert.Contains("missing b", error.Message, StringComparison.Ordinal);
        var (missing, unexpected) = module.load_state_dict(state, strict: false);
        Assert.Equal(["b"], missing);
        Assert.Equal(["c"], unexpected);
        Recorded.Close(ones(2), module.state_dict()["w"], absolute: 0, relative: 0);
    }

    private static byte[] Save(nn.Module module, IList<string>? skip = null)
    {
        using var stream = new MemoryStream();
        module.save(stream, skip);
        return stream.ToArray();
    }

    private sealed class Small : nn.Module
    {
        private readonly Parameter w = new(tensor(new[] { 1f, 2f }));
        private readonly Tensor b = tensor(7L);

        public Small()
            : base("Small")
        {
            RegisterComponents();
        }

        public override string ToString() => $"{w} {b}";
    }
}
