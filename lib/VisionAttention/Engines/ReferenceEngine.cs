using FusedAttention;
using VisionAttention.Positions;
using static TorchSharp.torch;

namespace VisionAttention.Engines;

/// <summary>Local attention as the equations have it: gather every window, multiply, softmax, weighted sum.</summary>
/// <remarks>
/// Nothing is optimised here. The windows of keys and values are copied out (k² times their size), which makes each line one step of
/// Eq. 2 and Eq. 3 of Ramachandran et al. 2019 and lets autograd supply every gradient. The other engines are held to this one.
/// </remarks>
internal static class ReferenceEngine
{
    /// <returns>Output [B, C, H, W] and weights [B, Heads, K·K, H, W].</returns>
    public static (Tensor Output, Tensor Weights) Apply(
        Tensor query, Tensor? key, Tensor value, Tensor? rowEmbedding, Tensor? columnEmbedding, LocalAttentionOptions options)
    {
        using var scope = NewDisposeScope();
        var (batch, channels, height, width) = (query.shape[0], query.shape[1], query.shape[2], query.shape[3]);
        long heads = options.Heads;
        var window = new WindowGeometry(height, width, options.KernelSize);
        var queries = query.reshape(batch, heads, channels / heads, height, width);                 // [B, Heads, Dh, H, W]

        var content = key is null ? null : (queries.unsqueeze(3) * window.Gather(key, heads)).sum(2); // [B, Heads, K·K, H, W]
        var weights = WindowWeights.Of(content, queries, rowEmbedding, columnEmbedding, window, options);
        var output = (weights.unsqueeze(2) * window.Gather(value, heads)).sum(3)                    // [B, Heads, Dh, H, W]
            .reshape(batch, channels, height, width);                                               // [B, C, H, W]
        return (output.MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }
}

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
            var position = RelativeEmbedding2d.Products(queries, rowEmbedding, columnEmbedding!);
            logits = logits is null ? position : logits + position;
        }
        if (options.Scale != 1)
            logits = logits! * options.Scale;
        if (options.Border == Border.Mask)
            logits = logits!.masked_fill(window.Outside(queries.device), double.NegativeInfinity);
        return AttentionWeights.Softmax(logits!, dim: 2);
    }
}

/// <summary>From logits to weights.</summary>
internal static class AttentionWeights
{
    /// <summary>Softmax along an axis; of half precision in float32, rounded once at the end.</summary>
    public static Tensor Softmax(Tensor logits, long dim) =>
        logits.dtype is ScalarType.BFloat16 or ScalarType.Float16 ? nn.functional.softmax(logits, dim, ScalarType.Float32).to(logits.dtype) : nn.functional.softmax(logits, dim);
}
