using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Positions;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Attention;

/// <summary>A convolution with some of its output channels made by self-attention over the whole map.</summary>
/// <remarks>
/// Output = [convolution ; attention]; a head is softmax((Q Kᵀ + S_rows + S_columns) / √headDim) V with S_rows[i, j] = q_i · row(y_j − y_i) and
/// S_columns[i, j] = q_i · column(x_j − x_i); the heads are joined and projected. Bello et al. 2019 (arXiv 1904.09925), section 3. The
/// embeddings are as wide as a whole head and added, where <see cref="LocalSelfAttention"/> joins two halves; the heads share them:
/// (2·(H + W) − 2)·headDim numbers. They fix the size of the map. Cost: (H·W)²·(keyDim + valueDim) multiply-adds and heads·(H·W)² weights in
/// memory, so it belongs on small maps.
/// </remarks>
public sealed class AttentionAugmentedConv2d : Module<Tensor, Tensor>, IObservedAttention
{
    [ComponentName(Name = "conv")] private readonly Conv2d? _convolution;
    [ComponentName(Name = "qkv")] private readonly Conv2d _queryKeyValue;
    [ComponentName(Name = "proj")] private readonly Conv2d _output;
    [ComponentName(Name = "row_embedding")] private readonly Parameter? _rowEmbedding;
    [ComponentName(Name = "column_embedding")] private readonly Parameter? _columnEmbedding;

    /// <summary>A layer with fresh weights.</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output, those of the attention included.</param>
    /// <param name="options">Kernel, heads, shares, size of the map; null for the defaults.</param>
    /// <exception cref="ArgumentException">Depths that the heads do not divide, or a size below 1; the message names both numbers.</exception>
    public AttentionAugmentedConv2d(long inChannels, long outChannels, AttentionAugmentedConv2dOptions? options = null)
        : base(nameof(AttentionAugmentedConv2d))
    {
        Options = options ?? new AttentionAugmentedConv2dOptions();
        (KeyDim, ValueDim) = AugmentedDepths.Of(inChannels, outChannels, Options);
        if (ValueDim < outChannels)
        {
            _convolution = Conv2d(
                inChannels, outChannels - ValueDim, kernel_size: Options.KernelSize, padding: Options.KernelSize / 2, bias: Options.Bias);
        }
        _queryKeyValue = Conv2d(inChannels, 2 * KeyDim + ValueDim, kernel_size: 1, bias: Options.Bias);
        _output = Conv2d(ValueDim, ValueDim, kernel_size: 1, bias: Options.Bias);
        if (Options.RelativePositions)
        {
            var headDim = KeyDim / Options.Heads;
            _rowEmbedding = OwnedParameter.From(randn(2 * Options.Height - 1, headDim) / Math.Sqrt(headDim));
            _columnEmbedding = OwnedParameter.From(randn(2 * Options.Width - 1, headDim) / Math.Sqrt(headDim));
        }
        RegisterComponents();
    }

    /// <summary>The settings the layer was made with.</summary>
    public AttentionAugmentedConv2dOptions Options { get; }

    Action<Tensor>? IObservedAttention.Observer { get; set; }

    string? IObservedAttention.PathLeft => null;

    /// <summary>Depth d_k of queries and keys, all heads together.</summary>
    public long KeyDim { get; }

    /// <summary>Depth d_v of the values, all heads together: the output channels that attention makes.</summary>
    public long ValueDim { get; }

    /// <summary>Applies convolution and attention.</summary>
    /// <param name="images">[B, inChannels, H, W] of the size in the options.</param>
    /// <returns>[B, outChannels, H, W]: the channels of the convolution, then those of the attention.</returns>
    /// <exception cref="ArgumentException">A map of another size or other channels.</exception>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        var (output, weights) = ForwardWithWeights(images);
        ((IObservedAttention)this).Observer?.Invoke(weights);
        return output.MoveToOuterDisposeScope();
    }

    /// <summary>As <see cref="forward"/>, and also returns the attention weights.</summary>
    /// <param name="images">[B, inChannels, H, W] of the size in the options.</param>
    /// <returns>Output [B, outChannels, H, W] and weights [B, Heads, H·W, H·W]: pixel, then the pixel it attends to.</returns>
    /// <exception cref="ArgumentException">A map of another size or other channels.</exception>
    public (Tensor Output, Tensor Weights) ForwardWithWeights(Tensor images)
    {
        CheckImages(images);
        using var scope = NewDisposeScope();
        var parts = _queryKeyValue.call(images).split([KeyDim, KeyDim, ValueDim], dim: 1);
        var (query, key, value) = (InHeads(parts[0]), InHeads(parts[1]), InHeads(parts[2]));        // [B, Heads, H·W, Dh]
        var scale = 1 / Math.Sqrt(KeyDim / Options.Heads);
        var position = _rowEmbedding is null ? null : RelativeMapEmbedding.Logits(query, _rowEmbedding, _columnEmbedding!) * scale;
        var (attended, weights) = ScaledDotProduct.ApplyWithWeights(query, key, value, mask: position, scale: scale);
        var merged = attended.transpose(-2, -1)                                                     // [B, Heads, Dh, H·W]
            .reshape(images.shape[0], ValueDim, Options.Height, Options.Width);                     // [B, valueDim, H, W]
        var output = _output.call(merged);
        if (_convolution is not null)
            output = cat([_convolution.call(images), output], dim: 1);                              // [B, outChannels, H, W]
        return (output.MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }

    private Tensor InHeads(Tensor map)
    {
        return map.reshape(map.shape[0], Options.Heads, map.shape[1] / Options.Heads, -1)           // [B, Heads, Dh, H·W]
            .transpose(-2, -1);                                                                     // [B, Heads, H·W, Dh]
    }

    private void CheckImages(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var inChannels = _queryKeyValue.weight.shape[1];
        if (images.ndim != 4 || images.shape[1] != inChannels)
            throw new ArgumentException($"images are {Shapes.Text(images)}, expected [B, {inChannels}, {Options.Height}, {Options.Width}]");
        if (images.shape[2] != Options.Height || images.shape[3] != Options.Width)
            throw new ArgumentException($"the map is {images.shape[2]}×{images.shape[3]}, the layer was made for {Options.Height}×{Options.Width}: its relative embeddings know no other size");
    }
}
