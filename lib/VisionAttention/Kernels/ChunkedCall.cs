namespace VisionAttention.Kernels;

/// <summary>What a call of <see cref="ChunkedAttention"/> is about, apart from its tensors.</summary>
/// <param name="Options">Window, heads, border, scale.</param>
/// <param name="HasKey">Whether logits have a q·k part.</param>
/// <param name="HasPositions">Whether logits have a q·r part.</param>
/// <param name="ChunkBytes">Most bytes of one tensor of k² numbers a pixel and head.</param>
internal sealed record ChunkedCall(LocalAttentionOptions Options, bool HasKey, bool HasPositions, long ChunkBytes);
