using VisionAttention.Weights;
using static VisionAttention.Tests.Weights.BadBytes;

namespace VisionAttention.Tests.Weights;

public sealed class BadWeightFilesTests : IDisposable
{
    private const long MostAllocated = 64 << 20;

    private static readonly Dictionary<string, FileErrors> Files =
        StandIns().Concat(BadSafetensors.Files()).Concat(BadNumPy.Files()).Concat(BadTorch.Files()).Concat(BadOnnx.Files()).Concat(BadHdf.Files()).ToDictionary(file => file.Name);

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names() => new(Files.Keys);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_bad_file_costs_one_line_and_no_memory(string name)
    {
        var bad = Files[name];
        var path = _folder.Write("suspect.bin", bad.Content);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Record.Exception(() => ReadAll(path));

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(error is InvalidDataException or ArgumentException, $"{name}: {error?.ToString() ?? "was read"}");
        Assert.StartsWith(path, error!.Message, StringComparison.Ordinal);
        Assert.Contains(bad.Fragment, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.True(error.Message.Length < 1000, error.Message);
        Assert.True(allocated < MostAllocated, $"{name}: {allocated} bytes were allocated");
        File.Delete(path);
    }

    [Theory]
    [InlineData("state.pth")]
    [InlineData("state-legacy.pth")]
    [InlineData("state-protocol-4.pth")]
    [InlineData("wrapped.pth")]
    [InlineData("script.pt")]
    [InlineData("stored.npz")]
    [InlineData("deflated.npz")]
    [InlineData("version-2.npy")]
    [InlineData("vars.h5")]
    [InlineData("model.onnx")]
    public void A_damaged_byte_anywhere_is_harmless(string sample)
    {
        var whole = sample == "model.onnx" ? BadOnnx.Whole : File.ReadAllBytes(Samples.Path(sample));
        for (var position = 0; position < whole.Length; position += Math.Clamp(whole.Length / 500, 1, 40))
        {
            foreach (var value in new byte[] { 0, 0x7F, 0xFF, (byte)(whole[position] ^ 1) })
            {
                var damaged = (byte[])whole.Clone();
                damaged[position] = value;
                var path = _folder.Write("suspect.bin", damaged);
                // Damage among the numbers cannot be seen: none of the formats but zip has checksums, and they are not compared.
                if (Record.Exception(() => ReadAll(path)) is { } error)
                {
                    Assert.True(error is InvalidDataException, $"byte {position} set to {value}: {error}");
                    Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public void Every_format_is_refused_by_the_readers_of_the_others()
    {
        var archive = _folder.Write("a.pth", File.ReadAllBytes(Samples.Path("state.pth")));
        var arrays = _folder.Write("b.npz", File.ReadAllBytes(Samples.Path("stored.npz")));

        Assert.Contains("a.pth is not a whole safetensors file", Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(archive)).Message, StringComparison.Ordinal);
        Assert.Contains("a.pth is not a whole .npy file", Assert.Throws<InvalidDataException>(() => NpyArray.Open(archive)).Message, StringComparison.Ordinal);
        Assert.Contains("a.pth is not a whole .npz file: it has no member", Assert.Throws<InvalidDataException>(() => NpzFile.Open(archive)).Message, StringComparison.Ordinal);
        Assert.Contains("b.npz is not a whole PyTorch file: it has 0 members data.pkl", Assert.Throws<InvalidDataException>(() => TorchFile.Open(arrays)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Object_arrays_that_NumPy_wrote_are_refused_by_name()
    {
        var error = Assert.Throws<InvalidDataException>(() => WeightFile.Open(Samples.Path("objects.npz")));
        Assert.Contains("member labels.npy is not a whole .npy file: dtype |O: an object array holds pickled Python objects", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<FileErrors> StandIns()
    {
        yield return new("empty", [], "is empty (0 bytes)");
        yield return new("web page", Latin1("\n <!DOCTYPE html><html><body>404</body></html>"), "is a web page (HTML)");
        yield return new("web page without doctype", Latin1("<HTML>quota exceeded</HTML>"), "is a web page (HTML)");
        yield return new("git-lfs pointer", Latin1("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"), "is a git-lfs pointer");
        yield return new("text", Latin1("hello, world\n"), "is no file of weights known here: it begins with the bytes 68 65 6c 6c 6f");
        yield return new("gzip", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0], "(gzip; unpack it first)");
        yield return new("one byte", [0x80], "it begins with the bytes 80");
        yield return new("zeros", new byte[64], "it begins with the bytes 00 00");
        yield return new("zip that ends at once", Latin1("PK\u0003\u0004"), "is not a whole zip file");
        yield return new("zip without members", End(0, 0, 0), "a zip of 0 members");
    }

    private static void ReadAll(string path)
    {
        using var file = WeightFile.Open(path);
        foreach (var name in file.Names)
            file.Read(name).Dispose();
    }
}

/// <summary>A file that no reader may accept.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Fragment">What the message must say.</param>
public sealed record FileErrors(string Name, byte[] Content, string Fragment);
