using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Attention;

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
    /// <exception cref="ArgumentException">Channels that cannot be split, or a size below 1.</exception>
    public PerChannelWindowStem(long inChannels, long outChannels, int kernelSize, int groups = 1, int mixtures = 4, bool bias = false)
        : base(nameof(PerChannelWindowStem))
    {
        PerChannelWindows.CheckChannels(inChannels, outChannels, groups);
        if (kernelSize < 1 || mixtures < 1)
            throw new ArgumentException($"kernelSize {kernelSize} and mixtures {mixtures} must both be above 0");
        _kernelSize = kernelSize;
        _rowEmbedding = OwnedParameter.From(randn(outChannels / groups, kernelSize));
        _columnEmbedding = OwnedParameter.From(randn(outChannels / groups, kernelSize));
        _mixtureEmbedding = OwnedParameter.From(randn(mixtures, outChannels / groups));
        _key = PerChannelWindows.Projection(inChannels, outChannels, bias);
        _query = PerChannelWindows.Projection(inChannels, outChannels, bias);
        _values = new ModuleList<Conv2d>([.. Enumerable.Range(0, mixtures).Select(_ => PerChannelWindows.Projection(inChannels, outChannels, bias))]);
        RegisterComponents();
    }

    /// <summary>Lets every channel of every pixel attend to the same channel in its window.</summary>
    /// <param name="images">[B, inChannels, H, W]</param>
    /// <returns>[B, outChannels, H, W]</returns>
    /// <exception cref="ArgumentException">A map of another shape.</exception>
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
