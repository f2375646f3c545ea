using static TorchSharp.torch;

namespace VisionAttention.Positions;

/// <summary>The relative position term of attention over a whole map: q · row + q · column, each as wide as a head.</summary>
/// <remarks>
/// Bello et al. 2019 (arXiv 1904.09925), section 3. q·e is computed for every offset, 2·L − 1 numbers a pixel and axis, and then moved to the
/// pixels the offsets lead to by padding and reshaping; a table of embeddings for every pair of pixels is never made.
/// </remarks>
internal static class RelativeMapEmbedding
{
    /// <summary>The logits of every pixel for every other.</summary>
    /// <param name="queries">[B, Heads, H·W, Dh]</param>
    /// <param name="rowEmbedding">[2·H − 1, Dh], shared by all heads; entry e belongs to row offset e − (H − 1).</param>
    /// <param name="columnEmbedding">[2·W − 1, Dh], for column offsets.</param>
    /// <returns>[B, Heads, H·W, H·W]: pixel, then the pixel it attends to.</returns>
    public static Tensor Logits(Tensor queries, Tensor rowEmbedding, Tensor columnEmbedding)
    {
        using var scope = NewDisposeScope();
        var (height, width) = ((rowEmbedding.shape[0] + 1) / 2, (columnEmbedding.shape[0] + 1) / 2);
        var map = queries.unflatten(2, height, width);                                              // [B, Heads, H, W, Dh]
        var rows = Absolute(matmul(map.transpose(2, 3), rowEmbedding.t()))                          // [B, Heads, W, H, H]
            .transpose(2, 3).unsqueeze(-1);                                                         // [B, Heads, H, W, H, 1]
        var columns = Absolute(matmul(map, columnEmbedding.t())).unsqueeze(-2);                     // [B, Heads, H, W, 1, W]
        return (rows + columns).flatten(4, 5).flatten(2, 3).MoveToOuterDisposeScope();              // [B, Heads, H·W, H·W]
    }

    // Entry [i, e] belongs to offset e − (L − 1), so to place a = i + e − (L − 1). One zero after each line makes the lines 2·L long; read
    // as lines of 2·L − 1, each starts one place earlier than the one before, and the places 0 to L − 1 stand in columns L − 1 to 2·L − 2.
    private static Tensor Absolute(Tensor relative)
    {
        var length = relative.shape[^2];
        var lines = nn.functional.pad(relative, [0, 1]).flatten(-2, -1);                            // [..., L · 2·L]
        var moved = nn.functional.pad(lines, [0, length - 1])                                       // [..., (L + 1)·(2·L − 1)]
            .unflatten(lines.ndim - 1, length + 1, 2 * length - 1);                                     // [..., L + 1, 2·L − 1]
        return moved.narrow(-2, 0, length).narrow(-1, length - 1, length);                          // [..., L, L]
    }
}
