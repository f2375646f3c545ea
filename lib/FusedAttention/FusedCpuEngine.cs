using TorchSharp.Modules;
using FusedAttention.Cpu;
using static TorchSharp.torch;

namespace FusedAttention;

/// <summary>Local attention on the processor in one pass over the map, as fast as the convolution it replaces; see README.md beside this file.</summary>
/// <remarks>
/// What it computes is Eq. 2 and Eq. 3 of Ramachandran et al. 2019, in float32. Nothing of size k² is kept:
/// logits and weights live for two rows and one vector of pixels, and are computed again in the backward pass. The same inputs give the same bits,
/// whatever the number of threads. Gradients are computed once; a gradient of a gradient is not available.
/// </remarks>
public static class FusedCpuEngine
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

    /// <summary>Applies local attention. This is the door for those who use the engine by itself; <see cref="Obstacle"/> tells beforehand whether it can.</summary>
    /// <param name="query">[B, C, H, W], float32 on the CPU, as are all others.</param>
    /// <param name="key">[B, C, H, W], or null to leave q·k out.</param>
    /// <param name="value">[B, C, H, W]</param>
    /// <param name="rowEmbedding">[K, Dh / 2] shared by all heads, or [Heads, K, Dh / 2]; null for no position term.</param>
    /// <param name="columnEmbedding">As <paramref name="rowEmbedding"/>, for columns; both or neither.</param>
    /// <param name="options">Window, heads, border, scale; the engine that they name is not looked at.</param>
    /// <returns>[B, C, H, W], in the memory layout of the query.</returns>
    /// <exception cref="ArgumentException">Sizes that do not fit each other or this engine; the message names both numbers.</exception>
    public static Tensor Apply(Tensor query, Tensor? key, Tensor value, Tensor? rowEmbedding, Tensor? columnEmbedding, LocalAttentionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check(query, key, value, rowEmbedding, columnEmbedding);
        if (Obstacle(query, query.shape[1] / options.Heads, options) is { } obstacle)
            throw new ArgumentException(obstacle);
        return Compute(query, key, value, rowEmbedding, columnEmbedding, options);
    }

    /// <summary>As <see cref="Apply(Tensor, Tensor?, Tensor, Tensor?, Tensor?, LocalAttentionOptions)"/>, of what has been checked.</summary>
    /// <param name="width">Registers to use; null for the widest.</param>
    internal static Tensor Compute(
        Tensor query, Tensor? key, Tensor value, Tensor? rowEmbedding, Tensor? columnEmbedding, LocalAttentionOptions options, LaneWidth? width = null)
    {
        Tensor?[] given = [query, value, key, rowEmbedding, columnEmbedding];
        return Apply(Call(key is not null, rowEmbedding is not null, options, width), [.. given.OfType<Tensor>()]);
    }

    /// <summary>Projects query, key and value and applies local attention, without making maps of them where they would not stay in the cache.</summary>
    /// <param name="images">[B, inChannels, H, W]</param>
    /// <param name="query">A 1×1 convolution to C channels, as are the others.</param>
    /// <param name="key">Null for logits without q·k.</param>
    /// <param name="rowEmbedding">As in <see cref="Apply(Tensor, Tensor?, Tensor, Tensor?, Tensor?, LocalAttentionOptions)"/>.</param>
    /// <param name="options">Window, heads, border, scale.</param>
    /// <returns>[B, C, H, W] with its channels last in memory.</returns>
    internal static Tensor Project(
        Tensor images, Conv2d query, Conv2d? key, Conv2d value, Tensor? rowEmbedding, Tensor? columnEmbedding, LocalAttentionOptions options)
    {
        return query.bias is null && ShouldProject(images, query.weight.shape[0], options)
            ? ApplyProjected(images, query.weight, key?.weight, value.weight, rowEmbedding, columnEmbedding, options)
            : ApplyPacked(Packed(images, query, key, value), key is not null, rowEmbedding, columnEmbedding, options);
    }

    /// <summary>As <see cref="Project"/>, never making maps of query, key and value.</summary>
    /// <param name="images">[B, inChannels, H, W]</param>
    /// <param name="queryWeight">[C, inChannels, 1, 1], as are the others.</param>
    /// <param name="width">Registers to use; null for the widest.</param>
    internal static Tensor ApplyProjected(
        Tensor images, Tensor queryWeight, Tensor? keyWeight, Tensor valueWeight, Tensor? rowEmbedding, Tensor? columnEmbedding,
        LocalAttentionOptions options, LaneWidth? width = null)
    {
        Tensor?[] projections = [queryWeight, valueWeight, keyWeight];
        var weights = stack(projections.OfType<Tensor>()).flatten(2);                               // [3, C, inChannels], or 2 without key
        Tensor?[] tables = [rowEmbedding, columnEmbedding];
        var given = tables.OfType<Tensor>().Select(table => table.contiguous()).ToList();
        var call = Call(keyWeight is not null, hasPositions: rowEmbedding is not null, options, width);
        return is_grad_enabled() && (images.requires_grad || weights.requires_grad || given.Exists(table => table.requires_grad))
            ? ProjectedAttention.Apply([images, weights, .. given, call])
            : ProjectedAttention.Compute(call, images, weights, given);
    }

    // All projections as one 1×1 convolution: the pixels are read once, and the result is where the engine reads it.
    private static Tensor Packed(Tensor images, Conv2d query, Conv2d? key, Conv2d value)
    {
        Conv2d?[] projections = [query, key, value];
        var weight = cat([.. projections.OfType<Conv2d>().Select(projection => projection.weight)], 0); // [3·C, inChannels, 1, 1]
        Tensor[] biases = [.. projections.Select(projection => projection?.bias).OfType<Tensor>()];
        var bias = biases.Length > 0 ? cat(biases, 0) : null;
        return nn.functional.conv2d(MemoryLayout.ChannelsLast(images), weight, bias).permute(0, 2, 3, 1); // [B, H, W, 3·C]
    }

    // A map that holds query, key and value side by side, or query and value.
    private static Tensor ApplyPacked(Tensor packed, bool hasKey, Tensor? rowEmbedding, Tensor? columnEmbedding, LocalAttentionOptions options)
    {
        Tensor?[] given = [packed, rowEmbedding, columnEmbedding];
        return Apply(new FusedCall(options, IsPacked: true, hasKey, HasPositions: rowEmbedding is not null, RegisterDispatch.Widest), [.. given.OfType<Tensor>()]);
    }

    internal static bool ShouldProject(Tensor images, long channels, LocalAttentionOptions options)
    {
        // Positions and keys do not change the sizes.
        var layout = Call(hasKey: true, hasPositions: true, options).Layout(images.shape[0], channels, images.shape[2], images.shape[3]);
        var lanes = (long)layout.Height * layout.RowLanes;
        return layout.Groups >= FewestGroups && lanes >= FewestLanes && lanes * images.shape[1] <= MostScratch;
    }

    /// <summary>Whether <see cref="ApplyBlocks"/> can compute attention inside the blocks of an image.</summary>
    internal static bool TakesBlocks(Tensor images, long headDim) =>
        images.dtype == ScalarType.Float32 && images.device_type == TorchSharp.DeviceType.CPU && images.numel() > 0 && headDim <= MostHeadDim;

    /// <summary>Attention inside blocks that do not overlap, without positions and without a factor on the logits.</summary>
    /// <param name="query">[P, C, N]: pixel of the block, channel, block.</param>
    /// <param name="key">As <paramref name="query"/>.</param>
    /// <param name="value">As <paramref name="query"/>.</param>
    /// <param name="heads">Heads that share the channels.</param>
    /// <returns>[P, C, N]</returns>
    internal static Tensor ApplyBlocks(Tensor query, Tensor key, Tensor value, int heads) => BlockAttention.Apply(query, key, value, heads);

    private static FusedCall Call(bool hasKey, bool hasPositions, LocalAttentionOptions options, LaneWidth? width = null) =>
        new FusedCall(options, IsPacked: false, hasKey, hasPositions, width ?? RegisterDispatch.Widest);

    private static Tensor Apply(FusedCall call, List<Tensor> tensors)
    {
        return is_grad_enabled() && tensors.Exists(tensor => tensor.requires_grad)
            ? WindowAttention.Apply([.. tensors, call])
            : WindowAttention.Compute(call, tensors);
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
}
