using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Training;

/// <summary>Adds a penalty on attention weights to a loss.</summary>
/// <remarks>
/// <para>loss + Weight · penalty, the penalty averaged over the layers. A row is the weights p of one query over its N keys, and a
/// softmax makes it sum to 1.</para>
/// <para><see cref="AttentionPenalty.Mean"/> is the penalty that tutorials add, the mean of all weights. A row that sums to 1 has the
/// mean 1/N, so this penalty is a constant: it raises the loss that is printed, and its gradient to the logits is exactly 0, since
/// the softmax's Jacobian removes whatever is equal for all keys (Σ_j p_j (δ_ij − p_i) = 0). It is here to be seen doing nothing.
/// </para>
/// <para><see cref="AttentionPenalty.Entropy"/> is −Σ p log p of a row, from 0 (one key has all) to log N (all keys equal), averaged over
/// the rows. It does depend on the logits: a positive <see cref="Weight"/> makes attention sharper, a negative one spreads it. Where p
/// is 0 the term and its gradient are 0: the gradient that reaches a logit, −p (log p + entropy), tends to 0 with p.</para>
/// </remarks>
public sealed record AttentionRegularizer
{
    /// <summary>What is measured.</summary>
    public AttentionPenalty Kind { get; init; } = AttentionPenalty.Entropy;

    /// <summary>What the penalty is multiplied by; finite. 0 leaves the loss as it is.</summary>
    public double Weight { get; init; } = 0.01;

    /// <summary>The loss with the weighted penalty.</summary>
    /// <param name="loss">A scalar, floats.</param>
    /// <param name="weights">Attention weights of every layer that takes part, with their graph, as
    /// <c>AttentionRecorder.Attach(model, keepsGraph: true)</c> records them; element type and device as the loss.</param>
    /// <param name="keyAxes">How many of the last axes are keys: 1 for [B, H, N, N] of global attention, 2 for
    /// [B, Heads, H, W, K, K] of local attention.</param>
    /// <returns>A scalar.</returns>
    /// <exception cref="ArgumentException">A loss that is no scalar, no layers, shapes or element types that do not fit, an unknown kind,
    /// a weight that is not finite, or attention weights without a graph where the loss has one.</exception>
    public Tensor Apply(Tensor loss, IEnumerable<Tensor> weights, int keyAxes = 1)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (loss.ndim != 0)
            throw new ArgumentException($"loss is {Shapes.Text(loss)}, expected a scalar: take the mean over the batch first");
        Require.Floats(loss, nameof(loss));
        var layers = Checked(weights, keyAxes);
        Require.SameType(layers[0], "weights[0]", loss, "loss");
        LossRules.SameDevice(layers[0], "weights[0]", loss, nameof(loss));
        if (loss.requires_grad && !layers.Any(layer => layer.requires_grad))
            throw new ArgumentException("weights have no graph, so the penalty could change nothing: attach the recorder with keepsGraph: true");
        using var scope = NewDisposeScope();
        return (loss + Mean(layers, keyAxes) * Weight).MoveToOuterDisposeScope();
    }

    /// <summary>The penalty alone, not yet multiplied by <see cref="Weight"/>.</summary>
    /// <param name="weights">Attention weights of every layer that takes part: at least one, all of one rank and element type.</param>
    /// <param name="keyAxes">How many of the last axes are keys: 1 for [B, H, N, N], 2 for [B, Heads, H, W, K, K].</param>
    /// <returns>A scalar: the mean over rows, then over layers.</returns>
    /// <exception cref="ArgumentException">No layers, shapes or element types that do not fit, an unknown kind, a weight that is not finite.</exception>
    public Tensor Penalty(IEnumerable<Tensor> weights, int keyAxes = 1)
    {
        var layers = Checked(weights, keyAxes);
        using var scope = NewDisposeScope();
        return Mean(layers, keyAxes).MoveToOuterDisposeScope();
    }

    private Tensor Mean(Tensor[] layers, int keyAxes) =>
        stack([.. layers.Select(layer => Kind == AttentionPenalty.Mean ? layer.mean() : Entropy(layer, keyAxes))]).mean();

    private static Tensor Entropy(Tensor weights, int keyAxes)
    {
        var rows = weights.flatten(weights.ndim - keyAxes);                                         // [..., keys]
        // At p = 0 the logarithm's gradient is infinite. A 1 in its place has the same term, 0, and passes no gradient on.
        var positive = rows.masked_fill(rows.le(0), 1);
        return -(positive * positive.log()).sum(-1).mean();
    }

    private Tensor[] Checked(IEnumerable<Tensor> weights, int keyAxes)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Require.Known(Kind, "kind");
        if (!double.IsFinite(Weight))
            throw new ArgumentException($"weight {Weight} is not finite");
        if (keyAxes is not (1 or 2))
            throw new ArgumentException($"keyAxes {keyAxes} is not 1 (global attention) or 2 (local attention)");
        Tensor[] layers = [.. weights];
        if (layers.Length == 0)
            throw new ArgumentException("weights has no layers: run the model with the recorder attached first");
        for (var layer = 0; layer < layers.Length; layer++)
            CheckLayer(layers[layer], layers[0], layer, keyAxes);
        return layers;
    }

    private static void CheckLayer(Tensor? weights, Tensor first, int layer, int keyAxes)
    {
        if (weights is null)
            throw new ArgumentException($"weights[{layer}] is null");
        var (rank, layout) = keyAxes == 1 ? (4, "[B, H, N, N]") : (6, "[B, Heads, H, W, K, K]");
        if (weights.ndim != rank || weights.numel() == 0)
            throw new ArgumentException($"weights[{layer}] is {Shapes.Text(weights)}, expected {layout} with numbers in it for keyAxes {keyAxes}");
        Require.Floats(weights, $"weights[{layer}]");
        Require.SameType(weights, $"weights[{layer}]", first, "weights[0]");
        LossRules.SameDevice(weights, $"weights[{layer}]", first, "weights[0]");
    }
}

/// <summary>What an <see cref="AttentionRegularizer"/> measures of attention weights.</summary>
public enum AttentionPenalty
{
    /// <summary>The mean of all weights: 1 over the number of keys, whatever the layer attends to.</summary>
    Mean,

    /// <summary>The entropy of a row of weights, averaged over the rows: 0 for one key, log N for N equal ones.</summary>
    Entropy,
}
