using static VisionAttention.Tests.Weights.BadBytes;

namespace VisionAttention.Tests.Weights;

internal static class BadStandIns
{
    public static IEnumerable<BadFile> Files()
    {
        yield return new("empty", [], "is empty (0 bytes)");
        yield return new("web page", Latin1("\n <!DOCTYPE html><html><body>404</body></html>"), "is a web page (HTML)");
        yield return new("web page without doctype", Latin1("<HTML>quota exceeded</HTML>"), "is a web page (HTML)");
        yield return new("git-lfs pointer", Latin1("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"), "is a git-lfs pointer");
        yield return new("text", Latin1("hello, world\n"), "is no file of weights known here: it begins with the bytes 68 65 6c 6c 6f");
        yield return new("HDF5", [0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10], "(HDF5");
        yield return new("gzip", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0], "(gzip; unpack it first)");
        yield return new("one byte", [0x80], "it begins with the bytes 80");
        yield return new("zeros", new byte[64], "it begins with the bytes 00 00");
        yield return new("zip that ends at once", Latin1("PK\u0003\u0004"), "is not a whole zip file");
        yield return new("zip without members", End(0, 0, 0), "a zip of 0 members");
    }
}
