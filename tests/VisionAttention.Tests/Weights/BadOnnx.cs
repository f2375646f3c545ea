using static VisionAttention.Tests.Weights.BadBytes;

namespace VisionAttention.Tests.Weights;

internal static class BadOnnx
{
    private static readonly byte[] Six = Field(9, new byte[24]);

    /// <summary>A file with nothing wrong.</summary>
    public static byte[] Whole { get; } = Onnx(Node("MatMul", "", ["x", "w"], "y"), Node("Add", "", ["y", "a.bias"], "z"), Initialiser("a.bias", 7, [3], Field(7, [1, 2, 3])), Initialiser("w", 1, [2, 3], Six));

    public static IEnumerable<FileErrors> Files()
    {
        var whole = Whole;
        foreach (var length in new[] { 3, 5, 12, 14, 30, whole.Length - 20, whole.Length - 1 })
            yield return new($"ONNX: cut after {length} bytes", whole[..length], "is not a whole ONNX file");
        yield return Graph("no initialisers", "it has no initialisers", Node("Add", "", ["x", "y"], "z"));
        yield return new("ONNX: no graph", [.. Field(1, 8), .. Field(2, "pytorch")], "it has no initialisers");
        yield return new("ONNX: graph beyond the file", [.. Field(1, 8), .. Field(7, new byte[3], length: 4000)], "its field 7 claims 4000 bytes, 3 are left");
        yield return new("ONNX: length of 64 bits", [.. Field(1, 8), .. Field(7, new byte[3], length: -1)], "its field 7 claims 18446744073709551615 bytes");
        yield return Graph("tag of no field", "the tag 3 at byte", Initialiser("w", 1, [2, 3], Six, [3]));
        yield return Graph("number without end", "a number of more than ten bytes", Initialiser("w", 1, [2, 3], Six, [0x10, .. Enumerable.Repeat((byte)0xFF, 12)]));
        yield return Graph("tensor that runs out of its message", "initialiser 1: its field 9 claims 4000 bytes", Initialiser("w", 1, [2, 3], Field(9, new byte[24], length: 4000)));
        yield return Graph("second tensor too short", "initialiser 2, v: [2, 3] of Float32 needs 24 bytes, the file gives it 23", Initialiser("w", 1, [2, 3], Six), Initialiser("v", 1, [2, 3], Field(9, new byte[23])));
        yield return Graph("tensor without numbers", "initialiser 1, w: [2, 3] of Float32 needs 24 bytes, the file gives it 0", Initialiser("w", 1, [2, 3]));
        yield return Graph("too few whole numbers", "initialiser 1, w: [2, 3] of Int64 needs 6 bytes or more, the file gives it 5", Initialiser("w", 7, [2, 3], Field(7, [1, 2, 3, 4, 5])));
        yield return Graph("fewer whole numbers than bytes", "w: 5 numbers, [2, 3] needs 6", Initialiser("w", 7, [2, 3], Field(7, [1, 2, 3, 4, 0x80, 1])));
        yield return Graph("whole number that is cut", "w: a number runs over byte", Initialiser("w", 7, [2], Field(7, [1, 0x80])));
        yield return Graph("numbers one by one", "initialiser 1, w: its field 4 has the wire type 5, not 2", Initialiser("w", 1, [1], [0x25, 0, 0, 0, 0]));
        yield return Graph("negative side", "initialiser 1, w: a negative side in [-2, -3]", Initialiser("w", 1, [-2, -3], Six));
        yield return Graph("shape that overflows", "initialiser 1, w: an impossible shape", Initialiser("w", 1, [1L << 62, 4], Six));
        yield return Graph("terabyte of numbers", "initialiser 1, w: [549755813888] of Float32 needs 2199023255552 bytes", Initialiser("w", 1, [549755813888], Six));
        yield return Graph("name twice", "initialiser 2, w: two initialisers have this name", Initialiser("w", 1, [2, 3], Six), Initialiser("w", 1, [2, 3], Six));
        yield return Graph("name of a megabyte", "initialiser 1: a text of 1048576 bytes, above 4096", Initialiser(new string('w', 1 << 20), 1, [2, 3], Six));
        yield return Graph("name with line breaks", "initialiser 1, a?b?: [1] of Float32 needs 4 bytes", Initialiser("a\nb\u2028", 1, [1], Six));
        yield return Graph("truth value 7", "w: a truth value is neither 0 nor 1", Initialiser("w", 9, [1, 2], Field(9, [1, 7])));
        yield return Graph(
            "numbers elsewhere", "keeps the numbers of w in another file (model.onnx.data), which is not read. Fix: ",
            Initialiser("w", 1, [2, 3], Field(13, [.. Field(1, "location"), .. Field(2, "model.onnx.data")]), Field(14, 1)));
    }

    private static FileErrors Graph(string name, string fragment, params byte[][] fields) => new($"ONNX: {name}", Onnx(fields), fragment);
}
