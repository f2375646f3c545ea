using VisionAttention.Weights;

namespace VisionAttention.Tests.Weights;

public sealed class BadWeightFilesTests : IDisposable
{
    private const long MostAllocated = 64 << 20;

    private static readonly Dictionary<string, BadFile> Files =
        BadStandIns.Files().Concat(BadSafetensors.Files()).Concat(BadNumPy.Files()).Concat(BadTorch.Files()).ToDictionary(file => file.Name);

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
    [InlineData("stored.npz")]
    [InlineData("deflated.npz")]
    [InlineData("version-2.npy")]
    public void A_damaged_byte_anywhere_is_harmless(string sample)
    {
        var whole = File.ReadAllBytes(Samples.Path(sample));
        for (var position = 0; position < whole.Length; position += 11)
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

    private static void ReadAll(string path)
    {
        using var file = WeightFile.Open(path);
        foreach (var name in file.Names)
            file.Read(name).Dispose();
    }
}
