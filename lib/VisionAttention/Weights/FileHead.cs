using System.Buffers.Binary;
using System.Text;
using VisionAttention.Tensors;

namespace VisionAttention.Weights;

/// <summary>The first bytes of a file, and what they tell of its kind.</summary>
internal sealed class FileHead
{
    private const int Longest = 256;

    private readonly byte[] _bytes;

    private FileHead(byte[] bytes) => _bytes = bytes;

    public bool IsZip => Begins([0x50, 0x4B, 3, 4]) || Begins([0x50, 0x4B, 5, 6]);

    public bool IsNpy => Begins(NpyHeader.Magic);

    public bool IsPickle => _bytes.Length > 1 && _bytes[0] == 0x80 && _bytes[1] is > 0 and <= 5 && !IsSafetensors;

    // Eight bytes of header length, then a JSON object.
    public bool IsSafetensors => _bytes.Length > 8 && _bytes[8] == (byte)'{' && BinaryPrimitives.ReadUInt64LittleEndian(_bytes) < 1UL << 40;

    public bool IsHdf => Begins([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]);

    // Protobuf has no magic: a model begins with its version of the format, a small number, and goes on with another of its fields.
    public bool IsOnnx => _bytes.Length > 2 && _bytes[0] == 8 && _bytes[1] is > 0 and < 0x80 && _bytes[2] is 0x12 or 0x1A or 0x22 or 0x28 or 0x32 or 0x3A or 0x42 or 0x72 && !IsSafetensors;

    public string Hex => string.Join(' ', _bytes.Take(8).Select(value => value.ToString("x2")));

    public string Hint => this switch
    {
        _ when Begins([0x1F, 0x8B]) => " (gzip; unpack it first)",
        _ when _bytes.AsSpan().IndexOf("\0ustar"u8) >= 0 => " (tar; unpack it first)",
        _ when Begins("GGUF"u8) => " (GGUF, quantised weights)",
        _ => "",
    };

    private bool IsWebPage
    {
        get
        {
            var text = Encoding.Latin1.GetString(_bytes).TrimStart('\u00EF', '\u00BB', '\u00BF').TrimStart();
            string[] beginnings = ["<!doctype", "<html", "<?xml", "<head"];
            return beginnings.Any(beginning => text.StartsWith(beginning, StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <summary>Reads the first bytes and refuses what only stands in for a file of weights.</summary>
    public static FileHead Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var shown = FileErrors.OneLine(path);
        FileErrors.Unless(!Directory.Exists(path), $"{shown} is a folder, not a file of weights");
        if (!File.Exists(path))
            throw new FileNotFoundException($"{shown} does not exist", path);
        using var stream = Open(path);
        var bytes = new byte[Longest];
        var head = new FileHead(bytes[..stream.ReadAtLeast(bytes, Longest, throwOnEndOfStream: false)]);
        FileErrors.Unless(head._bytes.Length > 0, $"{shown} is empty (0 bytes): the download or copy did not finish");
        FileErrors.Unless(!head.Begins("version https://git-lfs"u8), $"{shown} is a git-lfs pointer, not the weights. Fix: git lfs pull");
        FileErrors.Unless(!head.IsWebPage, $"{shown} is a web page (HTML), not weights: the address of the download leads to a page about the file");
        return head;
    }

    /// <summary>Opens a file for reading; it may be replaced meanwhile.</summary>
    public static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);

    private bool Begins(ReadOnlySpan<byte> magic) => _bytes.AsSpan().StartsWith(magic);
}
