using static VisionAttention.Tests.Weights.BadBytes;

namespace VisionAttention.Tests.Weights;

internal static class BadSafetensors
{
    public static IEnumerable<FileErrors> Files()
    {
        yield return Header("header longer than the file", """{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "the header length 1000 does not fit", headerLength: 1000);
        yield return Header("header length of a terabyte", """{"w":{}}""", 8, "does not fit a file", headerLength: (1L << 40) - 1);
        yield return Header("header length 1", """{}""", 0, "the header length 1 does not fit", headerLength: 1);
        yield return Header("header cut short", """{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "is not a whole safetensors file", headerLength: 20);
        yield return Header("header of rubbish", """{{{{""", 0, "is not a whole safetensors file");
        yield return Header("header that nests 200 deep", string.Concat(Enumerable.Repeat("{\"a\":", 200)), 0, "is not a whole safetensors file");
        yield return Header("name twice", """{"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"w":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, "uplicate property 'w'");
        yield return Header("overlap", """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}""", 6, "b begins at byte 2 of the data, the tensor before it ends at 4: an overlap");
        yield return Header("hole in the middle", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}""", 3, "a hole");
        yield return Header("bytes left over", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 8, "7 bytes at the end belong to no tensor");
        yield return Header("numbers missing", """{"a":{"dtype":"F32","shape":[1000],"data_offsets":[0,4000]}}""", 12, "a claims bytes 0 to 4000 of 12");
        yield return Header("offsets do not fit the shape", """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9]}}""", 9, "a of shape [2] needs 8 bytes, the file gives it 9");
        yield return Header("offsets backwards", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[4,3]}}""", 4, "a has the data_offsets [4, 3]");
        yield return Header("negative side", """{"a":{"dtype":"U8","shape":[-1,-1],"data_offsets":[0,1]}}""", 1, "a has a negative side in [-1, -1]");
        yield return Header("shape that overflows", """{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "a has an impossible shape [4611686018427387904, 4]");
        yield return Header("shape that overflows behind a zero", """{"a":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "an impossible shape");
        yield return Header("side beyond 64 bits", """{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,0]}}""", 0, "not a whole number of 64 bits");
        yield return Header("side that is no whole number", """{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "shape of a holds 1.5");
        yield return Header("shape of 1000 axes", $$$"""{"a":{"dtype":"U8","shape":[{{{string.Join(',', Enumerable.Repeat(1, 1000))}}}],"data_offsets":[0,1]}}""", 1, "a shape of 1000 axes");
        yield return Header("unknown type", """{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}""", 1, "a has the data type F8_E4M3, which is not known here");
        yield return Header("no shape", """{"a":{"dtype":"U8","data_offsets":[0,1]}}""", 1, "a has no shape");
        yield return Header("two shapes", """{"a":{"dtype":"U8","shape":[1],"shape":[2],"data_offsets":[0,1]}}""", 1, "uplicate property 'shape'");
        yield return Header("metadata that is a list", """{"__metadata__":[]}""", 0, "__metadata__ is a JSON Array");
        yield return Header("metadata that is a number", """{"__metadata__":{"step":3}}""", 0, "__metadata__.step is a JSON Number, not a string");
        yield return Header("metadata twice", """{"__metadata__":{},"__metadata__":{}}""", 0, "uplicate property '__metadata__'");
        yield return Header("truth value 7", """{"a":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}""", 0, "a: a truth value is neither 0 nor 1", tail: [1, 7]);
        yield return Header("name with line breaks", """{"a\nb\u2028":{"dtype":"X","shape":[1],"data_offsets":[0,1]}}""", 1, "a?b? has the data type X");
    }

    private static FileErrors Header(string name, string header, int dataLength, string fragment, long? headerLength = null, byte[]? tail = null) =>
        new($"safetensors: {name}", [.. Safetensors(header, dataLength, headerLength), .. tail ?? []], fragment);
}
