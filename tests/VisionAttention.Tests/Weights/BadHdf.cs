using static VisionAttention.Tests.Weights.BadBytes;

namespace VisionAttention.Tests.Weights;

internal static class BadHdf
{
    public static IEnumerable<FileErrors> Files()
    {
        var whole = File.ReadAllBytes(Samples.Path("vars.h5"));
        foreach (var length in new[] { 8, 20, 100, 1000, whole.Length / 2 })
            yield return new($"HDF5: cut after {length} bytes", whole[..length], "is not a whole HDF5 file");
        yield return new("HDF5: links in a circle", File.ReadAllBytes(Samples.Path("circle.h5")), "groups nest deeper than 32, as links in a circle do");
        yield return new("Keras: member of another kind", Zip(new Member("model.weights.h5", new byte[3000])), "is not a whole HDF5 file");
        yield return new("Keras: member cut short", Zip(new Member("model.weights.h5", whole[..2000])), "is not a whole HDF5 file");
        yield return new("Keras: bomb", Zip(new Member("model.weights.h5", new byte[100], IsDeflated: true, Length: 4_000_000_000)), "no deflated member does");
    }
}
