using static VisionAttention.Tests.Weights.BadBytes;

namespace VisionAttention.Tests.Weights;

internal static class BadNumPy
{
    private const string Good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n";

    public static IEnumerable<FileErrors> Files()
    {
        foreach (var length in new[] { 6, 8, 9, 10, 30, 69, 80 })
            yield return new($"npy: cut after {length} bytes", Npy(Good, 24)[..length], "is not a whole .npy file");
        yield return Array("bytes left over", Good, "its header claims 24 bytes of numbers, 25 follow", dataLength: 25);
        yield return Array("version 4", Good, "version 4.0 of the .npy format", version: 4);
        yield return Array("version 1.7", Good, "version 1.7 of the .npy format", minor: 7);
        yield return Array("header of four gigabytes", Good, "a header of 4294967295 bytes, above 65536", version: 2, headerLength: uint.MaxValue);
        yield return Array("object array", Good.Replace("<f4", "|O", StringComparison.Ordinal), "dtype |O: an object array holds pickled Python objects");
        yield return Array("records", "{'descr': [('a', '<f4'), ('b', '|O')], 'fortran_order': False, 'shape': (2, 3), }", "an array of records");
        yield return Array("complex numbers", Good.Replace("<f4", "<c8", StringComparison.Ordinal), "dtype <c8 is none of f2, f4");
        yield return Array("four bytes without an order", Good.Replace("<f4", "|f4", StringComparison.Ordinal), "dtype |f4 is none of");
        yield return Array("no dict", "[1, 2, 3]", "at letter 0 stands [1, 2, 3]");
        yield return Array("key missing", "{'descr': '<f4', 'shape': (2, 3), }", "its header has the keys descr, shape");
        yield return Array("key twice", "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}", "key descr stands twice");
        yield return Array("something after the dict", Good + "import os", "at letter 58 stands }?import os");
        yield return Array("call in the shape", Good.Replace("(2, 3)", "exit()", StringComparison.Ordinal), "at letter 41 stands 'shape': exit()");
        yield return Array("number as shape", Good.Replace("(2, 3)", "(6)", StringComparison.Ordinal), "at letter 41 stands 'shape': (6)");
        yield return Array("negative side", Good.Replace("(2, 3)", "(-2, -3)", StringComparison.Ordinal), "a negative side in [-2, -3]");
        yield return Array("shape that overflows", Good.Replace("(2, 3)", "(4611686018427387904, 4)", StringComparison.Ordinal), "an impossible shape");
        yield return Array("side beyond 64 bits", Good.Replace("(2, 3)", "(99999999999999999999,)", StringComparison.Ordinal), "the side 99999999999999999999 of its shape is beyond 64 bits");
        yield return Array("terabyte of numbers", Good.Replace("(2, 3)", "(549755813888,)", StringComparison.Ordinal), "its header claims 2199023255552 bytes of numbers, 24 follow");
        yield return Array("tuple of 1000 sides", Good.Replace("(2, 3)", $"({string.Join(',', Enumerable.Repeat(1, 1000))})", StringComparison.Ordinal), "a shape of 1000 axes, above 64");
        yield return Array("order as text", Good.Replace("False", "'no'", StringComparison.Ordinal), "its fortran_order is neither True nor False");
        yield return Array("string with an escape", Good.Replace("<f4", "\\x3cf4", StringComparison.Ordinal), "at letter 1 stands 'descr': '\\x3cf4'");

        yield return Archive("member cut short", "its header claims 24 bytes of numbers, 20 follow", new Member("w.npy", Npy(Good, 20)));
        yield return Archive("member of another format", "member w.npy is not a whole .npy file: it does not begin with", new Member("w.npy", new byte[100]));
        yield return Archive("object array", "member labels.npy is not a whole .npy file: dtype |O", new Member("fine.npy", Npy(Good, 24)), new Member("labels.npy", Npy(Good.Replace("<f4", "|O", StringComparison.Ordinal), 48)));
        yield return Archive("two members of one name", "two members are named w.npy", new Member("w.npy", Npy(Good, 24)), new Member("w.npy", Npy(Good, 24)));
        yield return Archive("bomb: four gigabytes from a few bytes", "no deflated member does", new Member("w.npy", Npy(Good.Replace("(2, 3)", "(1000000000,)", StringComparison.Ordinal), 0), IsDeflated: true, Length: 4_000_000_074));
        yield return Archive("bomb: member larger than it claims", "its header claims 40000000 bytes", new Member("w.npy", Npy(Good.Replace("(2, 3)", "(10000000,)", StringComparison.Ordinal), 40_000_000), IsDeflated: true, Length: 100_000));
        yield return Archive("member smaller than it claims", "w: it ends too early", new Member("w.npy", Npy(Good.Replace("(2, 3)", "(10000,)", StringComparison.Ordinal), 8), IsDeflated: true, Length: (uint)Npy(Good.Replace("(2, 3)", "(10000,)", StringComparison.Ordinal), 0).Length + 40_000));
        yield return Archive("packed size beyond the file", "w.npy claims 1000000 bytes", new Member("w.npy", Npy(Good, 24), Compressed: 1_000_000));
        yield return Archive("nothing known inside", "a zip of 1 member without data.pkl", new Member("readme.txt", new byte[3]));
        var whole = Zip(new Member("w.npy", Npy(Good, 24)));
        foreach (var length in new[] { 4, 22, 60, whole.Length / 2, whole.Length - 30, whole.Length - 1 })
            yield return new($"npz: cut after {length} bytes", whole[..length], "is not a whole zip file");
        yield return new("npz: directory before the file", [.. whole[..^22], .. End(1, 51, uint.MaxValue - 1)], "its directory claims");
        yield return new("npz: directory in a 64-bit record that is not there", [.. whole[..^22], .. End(1, 51, uint.MaxValue)], "lacks the locator");
        yield return new("npz: more members than there are", [.. whole[..^22], .. End(999, 51, (uint)(whole.Length - 22 - 51))], "is not a whole zip file");
    }

    private static FileErrors Array(string name, string header, string fragment, int dataLength = 24, byte version = 1, byte minor = 0, uint? headerLength = null) =>
        new($"npy: {name}", Npy(header, dataLength, version, minor, headerLength), fragment);

    private static FileErrors Archive(string name, string fragment, params Member[] members) => new($"npz: {name}", Zip(members), fragment);
}
