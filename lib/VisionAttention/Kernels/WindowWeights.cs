using VisionAttention.Positions;
using static TorchSharp.torch;

namespace VisionAttention.Kernels;

/// <summary>From the products q·k to attention weights: position term, scale, border, softmax over the window.</summary>
/// <remarks>The one place of these rules for engines that keep k² numbers a pixel. Ramachandran et al. 2019, section 3.1, Eq. 2 and 3.</remarks>
internal static class WindowWeights
{
    /// <param name="content">q·k [B, Heads, K·K, H, W], or null to leave it out.</param>
    /// <param name="queries">[B, Heads, Dh, H, W]</param>
    /// <param name="rowEmbedding">Row table, or null for no position term.</param>
    /// <param name="columnEmbedding">Column table; both or neither.</param>
    /// <param name="window">Where the windows lie.</param>
    /// <param name="options">Scale and border.</param>
    /// <returns>[B, Heads, K·K, H, W]</returns>
    public static Tensor Of(
        Tensor? content, Tensor queries, Tensor? rowEmbedding, Tensor? columnEmbedding, WindowGeometry window, LocalAttentionOptions options)
    {
        var logits = content;
        if (rowEmbedding is not null)
        {
            var position = RelativeEmbedding2d.Logits(queries, rowEmbedding, columnEmbedding!);
            logits = logits is null ? position : logits + position;
        }
        if (options.Scale != 1)
            logits = logits! * options.Scale;
        if (options.Border == Border.Mask)
            logits = logits!.masked_fill(window.Outside(queries.device), double.NegativeInfinity);
        return nn.functional.softmax(logits!, dim: 2);
    }
}
