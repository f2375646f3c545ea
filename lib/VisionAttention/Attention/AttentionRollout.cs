using VisionAttention.Positions;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Attention;

/// <summary>Attention rollout: how much of every input token reaches every output token through all layers.</summary>
/// <remarks>
/// R_l = Ã_l R_(l−1), R_0 = I, with Ã = 0.5·A + 0.5·I divided by its row sums and A the attention of a layer, heads fused. Abnar and
/// Zuidema 2020; Dosovitskiy et al. 2021, appendix D.8. It follows the weights alone: what values, MLPs and norms do to the flow is left
/// out, so a picture of it is a hint and no proof. Cost: T³ multiply-adds a layer.
/// </remarks>
public static class AttentionRollout
{
    /// <summary>Multiplies the attention of all layers.</summary>
    /// <param name="attention">Attention weights of every layer, the layer nearest to the input first: [B, H, T, T] each, floats.</param>
    /// <param name="options">Head fusion, skip connection, discarding; null for the paper's.</param>
    /// <returns>[B, T, T]: entry [b, i, j] is the share of input token j in output token i. Rows sum to 1; a row without any weight
    /// left (all discarded, no skip connection) is 0.</returns>
    /// <exception cref="ArgumentException">No layers, maps that are not square or do not agree, a discard ratio out of range.</exception>
    public static Tensor Apply(IReadOnlyList<Tensor> attention, AttentionRolloutOptions? options = null)
    {
        options ??= new AttentionRolloutOptions();
        Check(attention, options);
        using var scope = NewDisposeScope();
        var flow = Layer(attention[0], options);
        foreach (var weights in attention.Skip(1))
            flow = matmul(Layer(weights, options), flow);                                           // [B, T, T]
        return flow.MoveToOuterDisposeScope();
    }

    /// <summary>The class token's row as a picture: how much of every patch reaches the class token.</summary>
    /// <param name="rollout">[B, T, T], from <see cref="Apply"/>; the class token is token 0.</param>
    /// <param name="grid">Rows and columns of the patches.</param>
    /// <param name="prefixTokens">Tokens in front of the patches, the class token among them; they are left out.</param>
    /// <param name="dividesByMaximum">Whether each picture is divided by its largest entry, for display.</param>
    /// <returns>[B, rows, columns]</returns>
    /// <exception cref="ArgumentException">T is not prefixTokens + rows · columns, or there is no class token.</exception>
    public static Tensor ClassMap(Tensor rollout, GridSize grid, long prefixTokens = 1, bool dividesByMaximum = false)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        if (rollout.ndim != 3 || rollout.shape[1] != rollout.shape[2])
            throw new ArgumentException($"rollout is {Shapes.Text(rollout)}, expected [B, T, T]");
        if (prefixTokens < 1)
            throw new ArgumentException($"prefixTokens {prefixTokens} is below 1: the class token's row is asked for");
        grid.CheckTokens(rollout, dim: 2, prefixTokens, nameof(rollout), nameof(grid));
        using var scope = NewDisposeScope();
        var map = rollout.select(1, 0).narrow(1, prefixTokens, grid.Count);                         // [B, rows · columns]
        if (dividesByMaximum)
            map = map / OneForZero(map.amax([1L], keepdim: true));
        return map.reshape(-1, grid.Rows, grid.Columns).MoveToOuterDisposeScope();                  // [B, rows, columns]
    }

    private static Tensor Layer(Tensor weights, AttentionRolloutOptions options)
    {
        var fused = options.HeadFusion switch
        {
            HeadFusion.Max => weights.amax(1),
            HeadFusion.Min => weights.amin(1),
            _ => weights.mean([1]),
        };                                                                                          // [B, T, T]
        var tokens = fused.shape[1];
        var discarded = (long)(tokens * tokens * options.DiscardRatio);
        if (discarded > 0)
            fused = Discard(fused, discarded);
        if (options.Residual)
            fused = (fused + eye(tokens, dtype: fused.dtype, device: fused.device)) / 2;
        var rowSums = OneForZero(fused.sum(2));                                                     // [B, T]
        return options.Normalisation == RolloutNormalisation.AsPublished
            ? fused / rowSums.unsqueeze(1)                                                          // as the program's broadcast has it
            : fused / rowSums.unsqueeze(2);
    }

    private static Tensor Discard(Tensor fused, long count)
    {
        var flat = fused.flatten(1);                                                                // [B, T · T]
        var smallest = flat.argsort(1).narrow(1, 0, count);                                         // [B, count]
        var kept = ones_like(flat).scatter(1, smallest, zeros_like(flat));
        kept.select(1, 0).fill_(1);
        return (flat * kept).reshape(fused.shape);                                                  // [B, T, T]
    }

    private static Tensor OneForZero(Tensor divisors) => divisors.masked_fill(divisors.eq(0), 1);

    private static void Check(IReadOnlyList<Tensor> attention, AttentionRolloutOptions options)
    {
        ArgumentNullException.ThrowIfNull(attention);
        if (attention.Count == 0)
            throw new ArgumentException("attention has no layers: rollout needs at least one map");
        if (!(options.DiscardRatio is >= 0 and < 1))
            throw new ArgumentException($"discardRatio {options.DiscardRatio} is not at least 0 and below 1");
        Require.Known(options.HeadFusion, "headFusion");
        Require.Known(options.Normalisation, "normalisation");
        for (var layer = 0; layer < attention.Count; layer++)
            CheckLayer(attention[layer], attention[0], layer);
    }

    private static void CheckLayer(Tensor? weights, Tensor first, int layer)
    {
        if (weights is null)
            throw new ArgumentException($"attention[{layer}] is null");
        if (weights.ndim != 4 || weights.shape[2] != weights.shape[3] || weights.numel() == 0)
            throw new ArgumentException($"attention[{layer}] is {Shapes.Text(weights)}, expected [B, H, T, T] with numbers in it");
        Require.Floats(weights, $"attention[{layer}]");
        if (weights.shape[0] != first.shape[0] || weights.shape[2] != first.shape[2])
            throw new ArgumentException($"attention[{layer}] is {Shapes.Text(weights)}, attention[0] is {Shapes.Text(first)}: images and tokens must be the same");
        Require.SameType(weights, $"attention[{layer}]", first, "attention[0]");
    }
}

/// <summary>Settings of attention rollout. The defaults are those of Abnar and Zuidema 2020.</summary>
public sealed record AttentionRolloutOptions
{
    /// <summary>How heads become one map.</summary>
    public HeadFusion HeadFusion { get; init; } = HeadFusion.Mean;

    /// <summary>Whether the skip connection counts: 0.5·A + 0.5·I instead of A.</summary>
    public bool Residual { get; init; } = true;

    /// <summary>
    /// Share of the smallest weights of a fused map that are set to 0; from 0 up to but without 1. That many of all T·T weights of an image
    /// are looked up (rounded down); the weight of the first token on itself is spared if it is among them. Which of equal weights go is
    /// not defined.
    /// </summary>
    public double DiscardRatio { get; init; }

    /// <summary>By what the entries are divided.</summary>
    public RolloutNormalisation Normalisation { get; init; } = RolloutNormalisation.EachRow;
}

/// <summary>How the attention maps of a layer's heads become one.</summary>
public enum HeadFusion
{
    /// <summary>Their mean, as Abnar and Zuidema 2020 have it; rows still sum to 1.</summary>
    Mean,

    /// <summary>The largest weight of any head; rows sum to 1 or more.</summary>
    Max,

    /// <summary>The smallest weight of any head; rows sum to 1 or less.</summary>
    Min,
}

/// <summary>By what the entries of a layer's matrix are divided before the layers are multiplied.</summary>
public enum RolloutNormalisation
{
    /// <summary>A_ij / Σ_k A_ik: every row by its own sum, so that rows sum to 1.</summary>
    EachRow,

    /// <summary>A_ij / Σ_k A_jk: column j by the sum of row j, which a widespread program computes by mistake.</summary>
    /// <remarks>
    /// The code at jacobgil/vit-explain divides by the sums without keeping their dimension. While rows sum to 1 it makes no difference;
    /// after weights were discarded, or with heads fused by maximum or minimum, it does. Only for repeating that program's pictures.
    /// </remarks>
    AsPublished,
}
