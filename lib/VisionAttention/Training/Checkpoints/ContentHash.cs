using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Training.Checkpoints;

/// <summary>SHA-256 of everything a checkpoint holds, whatever the order of its tensors: text, then names, types, shapes and numbers.</summary>
internal static class ContentHash
{
    public static string Of(string head, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        using var sha = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, sha, CryptoStreamMode.Write))
        {
            Write(stream, head);
            foreach (var (name, tensor) in tensors.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                Write(stream, $"{name} {tensor.dtype} {string.Join(' ', tensor.shape)}");
                TensorBytes.Write(tensor, stream);
            }
        }
        return Convert.ToHexStringLower(sha.Hash!);
    }

    // With its length, so that two texts cannot be told apart from one.
    private static void Write(Stream stream, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
        stream.Write(length);
        stream.Write(bytes);
    }
}
