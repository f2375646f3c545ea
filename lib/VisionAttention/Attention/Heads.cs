using static TorchSharp.torch;

namespace VisionAttention.Attention;

/// <summary>Between tokens and heads: head n owns the channels n·Dh to (n + 1)·Dh − 1.</summary>
internal static class Heads
{
    /// <param name="tokens">[B, N, H·Dh]</param>
    /// <param name="heads">Number of heads H.</param>
    /// <returns>[B, H, N, Dh]</returns>
    public static Tensor Split(Tensor tokens, long heads)
    {
        return tokens.reshape(tokens.shape[0], tokens.shape[1], heads, tokens.shape[2] / heads)     // [B, N, H, Dh]
            .transpose(1, 2);                                                                       // [B, H, N, Dh]
    }

    /// <param name="heads">[B, H, N, Dh]</param>
    /// <returns>[B, N, H·Dh]</returns>
    public static Tensor Merge(Tensor heads)
    {
        return heads.transpose(1, 2)                                                                // [B, N, H, Dh]
            .flatten(2, 3);                                                                         // [B, N, H·Dh]
    }

    /// <summary>Refuses numbers of heads that do not divide the width.</summary>
    /// <exception cref="ArgumentException">Names both numbers.</exception>
    public static void Check(long embedDim, long heads)
    {
        if (heads < 1 || embedDim < 1 || embedDim % heads != 0)
            throw new ArgumentException($"embedDim {embedDim} is not a multiple of heads {heads}");
    }
}
