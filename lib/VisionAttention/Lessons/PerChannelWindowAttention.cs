using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Attention;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Lessons;

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
    public PerChannelWindowAttention(long inChannels, long outChannels, int kernelSize, int groups = 1, bool bias = false)
        : base(nameof(PerChannelWindowAttention))
    {
        PerChannelWindows.CheckChannels(inChannels, outChannels, groups);
        if (kernelSize < 1 || kernelSize % 2 == 0)
            throw new ArgumentException($"kernelSize {kernelSize} is not an odd number above 0: a window needs a middle");
        if (outChannels % 2 != 0)
            throw new ArgumentException($"outChannels {outChannels} is odd: half of them know rows, half columns");
        _kernelSize = kernelSize;
        _rowEmbedding = OwnedParameter.From(randn([outChannels / 2, 1, 1, kernelSize, 1], device: get_default_device()));
        _columnEmbedding = OwnedParameter.From(randn([outChannels / 2, 1, 1, 1, kernelSize], device: get_default_device()));
        _key = PerChannelWindows.Projection(inChannels, outChannels, bias);
        _query = PerChannelWindows.Projection(inChannels, outChannels, bias);
        _value = PerChannelWindows.Projection(inChannels, outChannels, bias);
        RegisterComponents();
    }

    /// <summary>Lets every channel of every pixel attend to the same channel in its window.</summary>
    /// <param name="images">[B, inChannels, H, W]</param>
    /// <returns>[B, outChannels, H, W]</returns>
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

/// <summary>What a widely copied port of the attention stem computes. It is NOT the paper's stem: use <see cref="AttentionStem"/>.</summary>
/// <remarks>
/// <c>AttentionStem</c> of leaderj1001/Stand-Alone-Self-Attention, for the lesson on errors. As in <see cref="PerChannelWindowAttention"/>
/// every channel has a softmax of its own. The window slides from pixel to pixel where the stem of Ramachandran et al. 2019, section
/// 3.2, attends inside blocks aligned with the pooling; the mixing weights belong to places in that window. The number of groups only
/// narrows the embeddings behind the mixing weights. With an even k the window of a pixel begins k/2 before it and ends k/2 − 1 after it.
/// Weights have the port's names.
/// </remarks>
public sealed class PerChannelWindowStem : Module<Tensor, Tensor>
{
    [ComponentName(Name = "emb_a")] private readonly Parameter _rowEmbedding;
    [ComponentName(Name = "emb_b")] private readonly Parameter _columnEmbedding;
    [ComponentName(Name = "emb_mix")] private readonly Parameter _mixtureEmbedding;
    [ComponentName(Name = "key_conv")] private readonly Conv2d _key;
    [ComponentName(Name = "query_conv")] private readonly Conv2d _query;
    [ComponentName(Name = "value_conv")] private readonly ModuleList<Conv2d> _values;
    private readonly long _kernelSize;

    /// <summary>A stem with fresh weights.</summary>
    /// <param name="inChannels">Channels of the image.</param>
    /// <param name="outChannels">Channels of the output; a multiple of the groups.</param>
    /// <param name="kernelSize">Side k of the window; even or odd.</param>
    /// <param name="groups">Divides the width of the embeddings; it makes no heads.</param>
    /// <param name="mixtures">Number m of value projections that are mixed.</param>
    /// <param name="bias">Whether the projections add a bias.</param>
    public PerChannelWindowStem(long inChannels, long outChannels, int kernelSize, int groups = 1, int mixtures = 4, bool bias = false)
        : base(nameof(PerChannelWindowStem))
    {
        PerChannelWindows.CheckChannels(inChannels, outChannels, groups);
        if (kernelSize < 1 || mixtures < 1)
            throw new ArgumentException($"kernelSize {kernelSize} and mixtures {mixtures} must both be above 0");
        _kernelSize = kernelSize;
        _rowEmbedding = OwnedParameter.From(randn(outChannels / groups, kernelSize, device: get_default_device()));
        _columnEmbedding = OwnedParameter.From(randn(outChannels / groups, kernelSize, device: get_default_device()));
        _mixtureEmbedding = OwnedParameter.From(randn(mixtures, outChannels / groups, device: get_default_device()));
        _key = PerChannelWindows.Projection(inChannels, outChannels, bias);
        _query = PerChannelWindows.Projection(inChannels, outChannels, bias);
        _values = new ModuleList<Conv2d>([.. Enumerable.Range(0, mixtures).Select(_ => PerChannelWindows.Projection(inChannels, outChannels, bias))]);
        RegisterComponents();
    }

    /// <summary>Lets every channel of every pixel attend to the same channel in its window.</summary>
    /// <param name="images">[B, inChannels, H, W]</param>
    /// <returns>[B, outChannels, H, W]</returns>
    public override Tensor forward(Tensor images)
    {
        PerChannelWindows.CheckImages(images, _query.weight.shape[1]);
        using var scope = NewDisposeScope();
        var (before, after) = (_kernelSize / 2, (_kernelSize - 1) / 2);
        var padded = functional.pad(images, [before, after, before, after]);
        var query = _query.call(images);                                                            // [B, C, H, W]
        var key = PerChannelWindows.Gather(_key.call(padded), _kernelSize);                         // [B, C, K, K, H, W]
        var mixture = Mixture();
        var value = zeros_like(key);
        for (var index = 0; index < _values.Count; index++)
        {
            var window = PerChannelWindows.Gather(_values[index].call(padded), _kernelSize);
            value = value + window * mixture[index].reshape(_kernelSize, _kernelSize, 1, 1);
        }
        return PerChannelWindows.Attend(query, key, value).MoveToOuterDisposeScope();
    }

    // [M, K, K], sums to 1 over the mixtures.
    private Tensor Mixture()
    {
        var places = _rowEmbedding.unsqueeze(2) + _columnEmbedding.unsqueeze(1);                    // [E, K, K]
        return functional.softmax(einsum("me,eab->mab", _mixtureEmbedding, places), dim: 0);
    }
}

/// <summary>What <see cref="PerChannelWindowAttention"/> and <see cref="PerChannelWindowStem"/> share.</summary>
internal static class PerChannelWindows
{
    /// <summary>A 1×1 projection as the port starts it: normal, of variance 2 / outChannels.</summary>
    public static Conv2d Projection(long inChannels, long outChannels, bool bias)
    {
        var projection = Conv2d(inChannels, outChannels, kernel_size: 1, bias: bias);
        init.kaiming_normal_(projection.weight, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);
        return projection;
    }

    /// <summary>All windows [B, C, K, K, H, W] of a padded map [B, C, H + K − 1, W + K − 1].</summary>
    public static Tensor Gather(Tensor padded, long kernelSize) =>
        functional.unfold(padded, (kernelSize, kernelSize))                                         // [B, C·K·K, H·W]
            .reshape(padded.shape[0], padded.shape[1], kernelSize, kernelSize, padded.shape[2] - kernelSize + 1, padded.shape[3] - kernelSize + 1);

    /// <summary>A softmax over the window for each channel by itself.</summary>
    public static Tensor Attend(Tensor query, Tensor key, Tensor value)
    {
        var logits = (query.unsqueeze(2).unsqueeze(2) * key).flatten(2, 3);                         // [B, C, K·K, H, W]
        return (functional.softmax(logits, dim: 2) * value.flatten(2, 3)).sum(2);                   // [B, C, H, W]
    }

    public static void CheckChannels(long inChannels, long outChannels, int groups)
    {
        Require.AboveZero(inChannels, "inChannels");
        if (groups < 1 || outChannels < 1 || outChannels % groups != 0)
            throw new ArgumentException($"outChannels {outChannels} is not a multiple of groups {groups}");
    }

    public static void CheckImages(Tensor images, long inChannels)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.ndim != 4 || images.shape[1] != inChannels || images.shape[2] < 1 || images.shape[3] < 1)
            throw new ArgumentException($"images are {Shapes.Text(images)}, expected [B, {inChannels}, H, W] with H and W above 0");
    }
}
