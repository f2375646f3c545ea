using VisionAttention.Kernels.FusedCpu;
using static TorchSharp.torch;

namespace VisionAttention.Kernels;

/// <summary>Local attention on the processor in one pass over the map, as fast as the convolution it replaces; see README.md beside this file.</summary>
/// <remarks>
/// What it computes is Eq. 2 and Eq. 3 of Ramachandran et al. 2019, as in <see cref="ReferenceEngine"/>, in float32. Nothing of size k² is kept:
/// logits and weights live for two rows and one vector of pixels, and are computed again on the way back. The same inputs give the same bits,
/// whatever the number of threads. Gradients are computed once; a gradient of a gradient is not available.
/// </remarks>
internal static class FusedCpuEngine
{
    /// <summary>Largest side of the window.</summary>
    public const int MostKernelSize = 15;

    /// <summary>Most channels of a head.</summary>
    public const int MostHeadDim = 128;

    // Enough groups of images for the threads, and enough pixels for the gradients of the weights, whose lanes are summed once a group.
    private const int FewestGroups = 8;
    private const int FewestLanes = 512;

    // Floats of the input of a group of images, which each thread holds twice.
    private const int MostScratch = 1 << 22;

    /// <summary>Applies local attention.</summary>
    /// <returns>[B, C, H, W], in the memory layout of the query.</returns>
    /// <exception cref="ArgumentException">Outside the engine's limits; the message names the limit.</exception>
    public static Tensor Apply(Tensor query, Tensor? key, Tensor value, Tensor? rowEmbedding, Tensor? columnEmbedding, LocalAttentionOptions options)
    {
        return Apply(query, key, value, rowEmbedding, columnEmbedding, options, Units.Widest);
    }

    /// <summary>As above, with registers of a given width.</summary>
    public static Tensor Apply(
        Tensor query, Tensor? key, Tensor value, Tensor? rowEmbedding, Tensor? columnEmbedding, LocalAttentionOptions options, LaneWidth width)
    {
        Refuse(Obstacle(query, query.shape[1] / options.Heads, options));
        CheckLike(query, value, "value");
        CheckLike(query, key, "key");
        CheckLike(query, rowEmbedding, "rowEmbedding");
        CheckLike(query, columnEmbedding, "columnEmbedding");
        Tensor?[] given = [query, value, key, rowEmbedding, columnEmbedding];
        var call = Call(key is not null, rowEmbedding is not null, options, width);
        return Apply(call, [.. given.OfType<Tensor>()]);
    }

    /// <summary>Applies local attention to a map that holds query, key and value side by side, as one projection makes it.</summary>
    /// <param name="packed">[B, H, W, 3·C]: query, key, value; or [B, H, W, 2·C]: query, value.</param>
    /// <param name="hasKey">Whether it holds keys.</param>
    /// <param name="rowEmbedding">As in <see cref="LocalAttention.Apply"/>.</param>
    /// <param name="columnEmbedding">As <paramref name="rowEmbedding"/>.</param>
    /// <param name="options">Window, heads, border, scale.</param>
    /// <returns>[B, C, H, W] with its channels last in memory.</returns>
    public static Tensor ApplyPacked(Tensor packed, bool hasKey, Tensor? rowEmbedding, Tensor? columnEmbedding, LocalAttentionOptions options)
    {
        Refuse(Obstacle(packed, packed.shape[3] / (hasKey ? 3 : 2) / options.Heads, options));
        Tensor?[] given = [packed, rowEmbedding, columnEmbedding];
        var call = new FusedCall(options, IsPacked: true, hasKey, HasPositions: rowEmbedding is not null, Units.Widest);
        return Apply(call, [.. given.OfType<Tensor>()]);
    }

    /// <summary>Whether <see cref="ApplyProjected"/> pays: where query, key and value would not stay in the cache as maps.</summary>
    /// <param name="images">[B, inChannels, H, W]</param>
    /// <param name="channels">Channels C of query, key and value.</param>
    /// <param name="options">Window and heads.</param>
    public static bool ShouldProject(Tensor images, long channels, LocalAttentionOptions options)
    {
        if (Obstacle(images, channels / options.Heads, options) is not null)
            return false;
        // Positions and keys do not change the sizes.
        var layout = Call(hasKey: true, hasPositions: true, options, Units.Widest).Layout(images.shape[0], channels, images.shape[2], images.shape[3]);
        var lanes = (long)layout.Height * layout.RowLanes;
        return layout.Groups >= FewestGroups && lanes >= FewestLanes && lanes * images.shape[1] <= MostScratch;
    }

    /// <summary>Projects query, key and value and applies local attention, without making maps of them.</summary>
    /// <param name="images">[B, inChannels, H, W]</param>
    /// <param name="weights">[3, C, inChannels]: those of query, value, key; or [2, C, inChannels] without key.</param>
    /// <param name="rowEmbedding">As in <see cref="LocalAttention.Apply"/>.</param>
    /// <param name="columnEmbedding">As <paramref name="rowEmbedding"/>.</param>
    /// <param name="options">Window, heads, border, scale.</param>
    /// <param name="width">Registers to use; null for the widest.</param>
    /// <returns>[B, C, H, W] with its channels last in memory.</returns>
    public static Tensor ApplyProjected(
        Tensor images, Tensor weights, Tensor? rowEmbedding, Tensor? columnEmbedding, LocalAttentionOptions options, LaneWidth? width = null)
    {
        Refuse(Obstacle(images, weights.shape[1] / options.Heads, options));
        Tensor?[] tables = [rowEmbedding, columnEmbedding];
        weights = weights.contiguous();
        var given = tables.OfType<Tensor>().Select(table => table.contiguous()).ToList();
        var call = Call(weights.shape[0] == 3, hasPositions: rowEmbedding is not null, options, width ?? Units.Widest);
        return is_grad_enabled() && (images.requires_grad || weights.requires_grad || given.Exists(table => table.requires_grad))
            ? ProjectedAttention.Apply([images, weights, .. given, call])
            : ProjectedAttention.Compute(call, images, weights, given);
    }

    /// <summary>Whether <see cref="ApplyBlocks"/> can compute attention inside the blocks of an image.</summary>
    public static bool TakesBlocks(Tensor images, long headDim)
    {
        return images.dtype == ScalarType.Float32 && images.device_type == TorchSharp.DeviceType.CPU && images.numel() > 0 && headDim <= MostHeadDim;
    }

    /// <summary>Attention inside blocks that do not overlap, without positions and without a factor on the logits.</summary>
    /// <param name="query">[P, C, N]: pixel of the block, channel, block.</param>
    /// <param name="key">As <paramref name="query"/>.</param>
    /// <param name="value">As <paramref name="query"/>.</param>
    /// <param name="heads">Heads that share the channels.</param>
    /// <returns>[P, C, N]</returns>
    public static Tensor ApplyBlocks(Tensor query, Tensor key, Tensor value, int heads) => BlockAttention.Apply(query, key, value, heads);

    private static FusedCall Call(bool hasKey, bool hasPositions, LocalAttentionOptions options, LaneWidth width)
    {
        return new FusedCall(options, IsPacked: false, hasKey, hasPositions, width);
    }

    private static Tensor Apply(FusedCall call, List<Tensor> tensors)
    {
        return is_grad_enabled() && tensors.Exists(tensor => tensor.requires_grad)
            ? FusedAttention.Apply([.. tensors, call])
            : FusedAttention.Compute(call, tensors);
    }

    /// <summary>Why this engine cannot compute a call, or null where it can.</summary>
    /// <param name="map">A map of the call.</param>
    /// <param name="headDim">Channels of a head.</param>
    /// <param name="options">Window and heads.</param>
    public static string? Obstacle(Tensor map, long headDim, LocalAttentionOptions options)
    {
        if (map.dtype != ScalarType.Float32)
            return $"query holds {map.dtype}, the fused engine computes in Float32 only: use engine TensorOps";
        if (map.device_type != TorchSharp.DeviceType.CPU)
            return $"query is on {map.device}, the fused engine computes on the CPU only: use engine TensorOps";
        if (options.KernelSize > MostKernelSize)
            return $"kernelSize {options.KernelSize} is above {MostKernelSize}, the fused engine's largest window: use engine TensorOps";
        if (headDim > MostHeadDim)
            return $"headDim {headDim} is above {MostHeadDim}, the fused engine's widest head: use engine TensorOps";
        return map.shape.Contains(0) ? "query is empty, which the fused engine does not take: use engine TensorOps" : null;
    }

    private static void Refuse(string? obstacle)
    {
        if (obstacle is not null)
            throw new ArgumentException(obstacle);
    }

    private static void CheckLike(Tensor query, Tensor? other, string name)
    {
        if (other is not null && (other.dtype != query.dtype || other.device_type != query.device_type))
            throw new ArgumentException($"{name} holds {other.dtype} on {other.device}, query holds {query.dtype} on {query.device}: they must be equal");
    }
}
