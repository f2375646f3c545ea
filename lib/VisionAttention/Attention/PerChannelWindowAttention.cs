using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Attention;

/// <summary>What a widely copied port of stand-alone self-attention computes. It is NOT the paper's layer: use <see cref="LocalSelfAttention"/>.</summary>
/// <remarks>
/// y_c(i, j) = Σ_ab softmax_ab(q_c(i, j)·(k_c(a, b) + r_c(a − i, b − j)))·v_c(a, b), channel by channel: <c>AttentionConv</c> of
/// leaderj1001/Stand-Alone-Self-Attention, for the lesson on errors. It differs from Ramachandran et al. 2019, Eq. 3, in four ways. The products
/// are not summed over the channels of a head, so every channel has its own softmax, nothing mixes channels, and the number of groups
/// changes nothing. Rows are known to the first half of all channels and columns to the second, so a head would know only one of them. The
/// input is padded before the projections, so a bias makes keys and values outside the image. Weights have the port's names.
/// </remarks>
public sealed class PerChannelWindowAttention : Module<Tensor, Tensor>
{
    [ComponentName(Name = "rel_h")] private readonly Parameter _rowEmbedding;
    [ComponentName(Name = "rel_w")] private readonly Parameter _columnEmbedding;
    [ComponentName(Name = "key_conv")] private readonly Conv2d _key;
    [ComponentName(Name = "query_conv")] private readonly Conv2d _query;
    [ComponentName(Name = "value_conv")] private readonly Conv2d _value;
    private readonly long _kernelSize;

    /// <summary>A layer with fresh weights.</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output; even, and a multiple of the groups.</param>
    /// <param name="kernelSize">Side k of the window; odd.</param>
    /// <param name="groups">What the port calls its heads. It is checked and then without effect.</param>
    /// <param name="bias">Whether the projections add a bias.</param>
    /// <exception cref="ArgumentException">Channels that cannot be split; the message names both numbers.</exception>
    public PerChannelWindowAttention(long inChannels, long outChannels, int kernelSize, int groups = 1, bool bias = false)
        : base(nameof(PerChannelWindowAttention))
    {
        PerChannelWindows.CheckChannels(inChannels, outChannels, groups);
        if (kernelSize < 1 || kernelSize % 2 == 0)
            throw new ArgumentException($"kernelSize {kernelSize} is not an odd number above 0: a window needs a middle");
        if (outChannels % 2 != 0)
            throw new ArgumentException($"outChannels {outChannels} is odd: half of them know rows, half columns");
        _kernelSize = kernelSize;
        Groups = groups;
        _rowEmbedding = OwnedParameter.From(randn([outChannels / 2, 1, 1, kernelSize, 1]));
        _columnEmbedding = OwnedParameter.From(randn([outChannels / 2, 1, 1, 1, kernelSize]));
        _key = PerChannelWindows.Projection(inChannels, outChannels, bias);
        _query = PerChannelWindows.Projection(inChannels, outChannels, bias);
        _value = PerChannelWindows.Projection(inChannels, outChannels, bias);
        RegisterComponents();
    }

    /// <summary>The number of groups the layer was made with, which has no effect.</summary>
    public int Groups { get; }

    /// <summary>Lets every channel of every pixel attend to the same channel in its window.</summary>
    /// <param name="images">[B, inChannels, H, W]</param>
    /// <returns>[B, outChannels, H, W]</returns>
    /// <exception cref="ArgumentException">A map of another shape.</exception>
    public override Tensor forward(Tensor images)
    {
        PerChannelWindows.CheckImages(images, _query.weight.shape[1]);
        using var scope = NewDisposeScope();
        var padding = _kernelSize / 2;
        var padded = functional.pad(images, [padding, padding, padding, padding]);
        var query = _query.call(images);                                                            // [B, C, H, W]
        var key = PerChannelWindows.Gather(_key.call(padded), _kernelSize);                         // [B, C, K, K, H, W]
        var value = PerChannelWindows.Gather(_value.call(padded), _kernelSize);
        return PerChannelWindows.Attend(query, key + Positions(), value).MoveToOuterDisposeScope();
    }

    // [C, K, K, 1, 1]: row embeddings for the first half of the channels, column embeddings for the second.
    private Tensor Positions()
    {
        var (half, side) = (_rowEmbedding.shape[0], _kernelSize);
        var rows = _rowEmbedding.reshape(half, side, 1).expand(half, side, side);
        var columns = _columnEmbedding.reshape(half, 1, side).expand(half, side, side);
        return cat([rows, columns], dim: 0).reshape(2 * half, side, side, 1, 1);
    }
}
