using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Attention;

/// <summary>Attention of one sequence over another, with a projection each for query, key and value.</summary>
/// <remarks>
/// Vaswani et al. 2017, section 3.2.2 and 3.2.3. With the same tensor for all three it is self-attention with separate projections.
/// Cost: 2·N·D² + 2·M·D² + 2·N·M·D multiply-adds. Weight names are those of PyTorch's layer, its stacked <c>in_proj_weight</c> taken
/// apart: <c>q_proj</c>, <c>k_proj</c>, <c>v_proj</c>, <c>out_proj</c>, <c>bias_k</c>, <c>bias_v</c>.
/// </remarks>
public sealed class MultiheadCrossAttention : Module<Tensor, Tensor, Tensor, Tensor>, IObservedAttention
{
    [ComponentName(Name = "q_proj")] private readonly Linear _query;
    [ComponentName(Name = "k_proj")] private readonly Linear _key;
    [ComponentName(Name = "v_proj")] private readonly Linear _value;
    [ComponentName(Name = "out_proj")] private readonly Linear _output;
    [ComponentName(Name = "bias_k")] private readonly Parameter? _learnedKey;
    [ComponentName(Name = "bias_v")] private readonly Parameter? _learnedValue;

    /// <summary>A layer with fresh weights.</summary>
    /// <param name="embedDim">Width D of a query token and, without an outputDim, of the output; a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Number of heads H.</param>
    /// <param name="options">Widths, biases, extra tokens; null for the defaults.</param>
    /// <exception cref="ArgumentException">Numbers that do not fit; the message names them.</exception>
    public MultiheadCrossAttention(long embedDim, long heads, MultiheadCrossAttentionOptions? options = null)
        : base(nameof(MultiheadCrossAttention))
    {
        Options = options ?? new MultiheadCrossAttentionOptions();
        Attention.Heads.Check(embedDim, heads);
        if (Options.KeyDim < 1 || Options.ValueDim < 1 || Options.OutputDim < 1)
            throw new ArgumentException($"keyDim {Options.KeyDim}, valueDim {Options.ValueDim} and outputDim {Options.OutputDim} must be above 0");
        Require.BelowOne(Options.AttentionDropout, "attentionDropout");
        (EmbedDim, Heads) = (embedDim, heads);
        _query = Linear(embedDim, embedDim, hasBias: Options.Bias);
        _key = Linear(Options.KeyDim ?? embedDim, embedDim, hasBias: Options.Bias);
        _value = Linear(Options.ValueDim ?? embedDim, embedDim, hasBias: Options.Bias);
        _output = Linear(embedDim, Options.OutputDim ?? embedDim, hasBias: Options.Bias);
        if (Options.LearnedKeyValue)
        {
            _learnedKey = OwnedParameter.From(init.xavier_normal_(empty(1, 1, embedDim, device: get_default_device())));
            _learnedValue = OwnedParameter.From(init.xavier_normal_(empty(1, 1, embedDim, device: get_default_device())));
        }
        RegisterComponents();
    }

    /// <summary>Width D of a query token.</summary>
    public long EmbedDim { get; }

    /// <summary>Number of heads H.</summary>
    public long Heads { get; }

    /// <summary>The settings the layer was made with.</summary>
    public MultiheadCrossAttentionOptions Options { get; }

    Action<Tensor>? IObservedAttention.Observer { get; set; }

    string? IObservedAttention.BypassedPath => null;

    /// <summary>Lets every query token attend to every key token.</summary>
    /// <param name="query">[B, N, D]</param>
    /// <param name="key">[B, M, keyDim]</param>
    /// <param name="value">[B, M, valueDim]</param>
    /// <returns>[B, N, outputDim]</returns>
    public override Tensor forward(Tensor query, Tensor key, Tensor value)
    {
        using var scope = NewDisposeScope();
        var (output, weights) = ForwardWithWeights(query, key, value);
        ((IObservedAttention)this).Observer?.Invoke(weights);
        return output.MoveToOuterDisposeScope();
    }

    /// <summary>As <see cref="forward"/>, with masks, and also returns the attention weights.</summary>
    /// <param name="query">[B, N, D]</param>
    /// <param name="key">[B, M, keyDim]</param>
    /// <param name="value">[B, M, valueDim]</param>
    /// <param name="mask">Broadcasts to [B, H, N, M]. Booleans: true means may attend. Floats: added to the scaled logits.</param>
    /// <param name="causal">Query i sees keys 0 to i only, and the extra tokens.</param>
    /// <param name="keyMask">Booleans [B, M]: false for tokens that only pad the sequence.</param>
    /// <returns>Output [B, N, outputDim] and weights [B, H, N, M + extra tokens].</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit; the message names them.</exception>
    public (Tensor Output, Tensor Weights) ForwardWithWeights(
        Tensor query, Tensor key, Tensor value, Tensor? mask = null, bool causal = false, Tensor? keyMask = null)
    {
        Check(query, key, value);
        using var scope = NewDisposeScope();
        var (batch, length) = (key.shape[0], key.shape[1]);
        var joined = AttentionMask.Join(mask, keyMask, batch, length);
        if (causal)
            joined = AttentionMask.And(joined, AttentionMask.Past(query.shape[1], length, query.device));
        var (keys, values) = (_key.call(key), _value.call(value));                                  // [B, M, D]
        if (_learnedKey is not null)
        {
            keys = cat([keys, _learnedKey.expand(batch, 1, EmbedDim)], dim: 1);
            values = cat([values, _learnedValue!.expand(batch, 1, EmbedDim)], dim: 1);
        }
        if (Options.ZeroKeyValue)
        {
            var nothing = zeros([batch, 1, EmbedDim], dtype: keys.dtype, device: keys.device);
            (keys, values) = (cat([keys, nothing], dim: 1), cat([values, nothing], dim: 1));
        }
        joined = AttentionMask.WithExtraKeys(joined, keys.shape[1] - length);
        var (output, weights) = ScaledDotProduct.ApplyWithWeights(
            Attention.Heads.Split(_query.call(query), Heads), Attention.Heads.Split(keys, Heads), Attention.Heads.Split(values, Heads),
            joined, scale: Options.Scale, dropout: training ? Options.AttentionDropout : 0);
        return (_output.call(Attention.Heads.Merge(output)).MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }

    private void Check(Tensor query, Tensor key, Tensor value)
    {
        CheckTokens(query, nameof(query), "N", EmbedDim);
        CheckTokens(key, nameof(key), "M", Options.KeyDim ?? EmbedDim);
        CheckTokens(value, nameof(value), "M", Options.ValueDim ?? EmbedDim);
        if (query.shape[0] != key.shape[0] || key.shape[0] != value.shape[0] || key.shape[1] != value.shape[1])
            throw new ArgumentException($"query is {Shapes.Text(query)}, key {Shapes.Text(key)}, value {Shapes.Text(value)}: batches must be equal, and each key needs its value");
    }

    private static void CheckTokens(Tensor tokens, string name, string length, long width)
    {
        ArgumentNullException.ThrowIfNull(tokens, name);
        if (tokens.ndim != 3 || tokens.shape[2] != width)
            throw new ArgumentException($"{name} is {Shapes.Text(tokens)}, expected [B, {length}, {width}]");
    }
}

/// <summary>The settings of a <see cref="MultiheadCrossAttention"/> layer. The defaults are PyTorch's.</summary>
public sealed record MultiheadCrossAttentionOptions
{
    /// <summary>Width of the tokens that keys are made of; null for embedDim.</summary>
    public long? KeyDim { get; init; }

    /// <summary>Width of the tokens that values are made of; null for embedDim.</summary>
    public long? ValueDim { get; init; }

    /// <summary>Width of the output; null for embedDim.</summary>
    public long? OutputDim { get; init; }

    /// <summary>Whether the four projections add a bias.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>One learned key with its value, the same for every image, after those of the tokens.</summary>
    public bool LearnedKeyValue { get; init; }

    /// <summary>One key and value of zeros at the very end: a place to look at nothing.</summary>
    public bool ZeroKeyValue { get; init; }

    /// <summary>Factor on the logits; null for 1/√headDim.</summary>
    public double? Scale { get; init; }

    /// <summary>Probability with which a weight is dropped in training.</summary>
    public double AttentionDropout { get; init; }
}
