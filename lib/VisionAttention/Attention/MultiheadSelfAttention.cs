using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Attention;

/// <summary>Self-attention over all tokens, split into heads.</summary>
/// <remarks>
/// softmax(Q Kᵀ / √headDim) V in each head, heads joined and projected. Vaswani et al. 2017, section 3.2.2.
/// Cost: 4·N·D² + 2·N²·D multiply-adds. Weight names follow timm: <c>qkv</c> with rows [q | k | v], and <c>proj</c>; with
/// <see cref="MultiheadSelfAttentionOptions.QueryKeyNorm"/> also <c>q_norm</c> and <c>k_norm</c>.
/// </remarks>
public sealed class MultiheadSelfAttention : Module<Tensor, Tensor>, IObservedAttention
{
    [ComponentName(Name = "qkv")] private readonly Linear _queryKeyValue;
    [ComponentName(Name = "q_norm")] private readonly LayerNorm? _queryNorm;
    [ComponentName(Name = "k_norm")] private readonly LayerNorm? _keyNorm;
    [ComponentName(Name = "proj")] private readonly Linear _output;

    /// <summary>A layer with fresh weights.</summary>
    /// <param name="embedDim">Width D of a token; a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Number of heads H.</param>
    /// <param name="bias">Whether both projections add a bias.</param>
    /// <exception cref="ArgumentException"><paramref name="embedDim"/> cannot be split among the heads.</exception>
    public MultiheadSelfAttention(long embedDim, long heads, bool bias = true)
        : this(embedDim, heads, new MultiheadSelfAttentionOptions { Bias = bias, OutputBias = bias })
    {
    }

    /// <summary>A layer with fresh weights.</summary>
    /// <param name="embedDim">Width D of a token; a multiple of <paramref name="heads"/> unless the options give the width of a head.</param>
    /// <param name="heads">Number of heads H.</param>
    /// <param name="options">Biases, norms, scale, dropout.</param>
    /// <exception cref="ArgumentException">Numbers that do not fit; the message names them.</exception>
    public MultiheadSelfAttention(long embedDim, long heads, MultiheadSelfAttentionOptions options)
        : base(nameof(MultiheadSelfAttention))
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.HeadDim is null)
            Attention.Heads.Check(embedDim, heads);
        else if (embedDim < 1 || heads < 1 || options.HeadDim < 1)
            throw new ArgumentException($"embedDim {embedDim}, heads {heads} and headDim {options.HeadDim} must all be above 0");
        Require.BelowOne(options.AttentionDropout, "attentionDropout");
        Require.BelowOne(options.Dropout, "dropout");
        (EmbedDim, Heads, HeadDim, Options) = (embedDim, heads, options.HeadDim ?? embedDim / heads, options);
        _queryKeyValue = Linear(embedDim, 3 * Heads * HeadDim, hasBias: options.Bias);
        _output = Linear(Heads * HeadDim, embedDim, hasBias: options.OutputBias);
        if (options.QueryKeyNorm)
        {
            _queryNorm = LayerNorm(HeadDim, options.NormEpsilon);
            _keyNorm = LayerNorm(HeadDim, options.NormEpsilon);
        }
        RegisterComponents();
    }

    /// <summary>Width D of a token.</summary>
    public long EmbedDim { get; }

    /// <summary>Number of heads H.</summary>
    public long Heads { get; }

    /// <summary>Width Dh of a head.</summary>
    public long HeadDim { get; }

    /// <summary>The settings the layer was made with.</summary>
    public MultiheadSelfAttentionOptions Options { get; }

    Action<Tensor>? IObservedAttention.Observer { get; set; }

    string? IObservedAttention.BypassedPath => Options.Path == AttentionPath.Auto ? "the fused operator" : null;

    /// <summary>Lets every token attend to every token.</summary>
    /// <param name="tokens">[B, N, D]</param>
    /// <returns>[B, N, D]</returns>
    public override Tensor forward(Tensor tokens) => ForwardMasked(tokens, keyMask: null);

    /// <summary>Lets every token attend to the tokens that it may see.</summary>
    /// <param name="tokens">[B, N, D]</param>
    /// <param name="keyMask">Booleans [B, N]: false for tokens that only pad the sequence; null where all are real. A sequence needs one that is true.</param>
    /// <param name="causal">Token i sees tokens 0 to i only.</param>
    /// <returns>[B, N, D]</returns>
    public Tensor ForwardMasked(Tensor tokens, Tensor? keyMask, bool causal = false)
    {
        using var scope = NewDisposeScope();
        var observer = ((IObservedAttention)this).Observer;
        var dropsWeights = training && Options.AttentionDropout > 0;
        // The fused operator takes a mask or the causal one, not both.
        if (observer is null && Options.Path == AttentionPath.Auto && !dropsWeights && !(causal && keyMask is not null))
        {
            var (query, key, value) = Project(tokens);
            var mask = AttentionMask.Join(mask: null, keyMask, tokens.shape[0], tokens.shape[1]);
            return Join(ScaledDotProduct.ApplyFused(query, key, value, causal, Options.Scale, mask)).MoveToOuterDisposeScope();
        }
        var (output, weights) = ForwardWithWeights(tokens, mask: null, causal, keyMask);
        observer?.Invoke(weights);
        return output.MoveToOuterDisposeScope();
    }

    /// <summary>As <see cref="forward"/>, and also returns the attention weights.</summary>
    /// <param name="tokens">[B, N, D]</param>
    /// <param name="mask">Broadcasts to [B, H, N, N]. Booleans: true means may attend. Floats: added to the scaled logits.</param>
    /// <param name="causal">Token i sees tokens 0 to i only.</param>
    /// <param name="keyMask">Booleans [B, N]: false for tokens that only pad the sequence.</param>
    /// <returns>Output [B, N, D] and weights [B, H, N, N].</returns>
    public (Tensor Output, Tensor Weights) ForwardWithWeights(Tensor tokens, Tensor? mask = null, bool causal = false, Tensor? keyMask = null)
    {
        using var scope = NewDisposeScope();
        var (query, key, value) = Project(tokens);
        var joined = AttentionMask.Join(mask, keyMask, tokens.shape[0], tokens.shape[1]);
        var dropout = training ? Options.AttentionDropout : 0;
        var (output, weights) = ScaledDotProduct.ApplyWithWeights(query, key, value, joined, causal, Options.Scale, dropout);
        return (Join(output).MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }

    private (Tensor Query, Tensor Key, Tensor Value) Project(Tensor tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        if (tokens.ndim != 3 || tokens.shape[2] != EmbedDim)
            throw new ArgumentException($"tokens are {Shapes.Text(tokens)}, expected [B, N, {EmbedDim}]");
        var parts = _queryKeyValue.call(tokens)                                                     // [B, N, 3·H·Dh]
            .reshape(tokens.shape[0], tokens.shape[1], 3, Heads, HeadDim)                           // [B, N, 3, H, Dh]
            .permute(2, 0, 3, 1, 4);                                                                // [3, B, H, N, Dh]
        var (query, key) = (parts[0], parts[1]);
        return (_queryNorm?.call(query) ?? query, _keyNorm?.call(key) ?? key, parts[2]);
    }

    private Tensor Join(Tensor heads)
    {
        var output = _output.call(Attention.Heads.Merge(heads));                                    // [B, N, D]
        return Options.Dropout > 0 ? functional.dropout(output, Options.Dropout, training) : output;
    }
}

/// <summary>The settings of a <see cref="MultiheadSelfAttention"/> layer. The defaults are those of ViT.</summary>
public sealed record MultiheadSelfAttentionOptions
{
    /// <summary>Width Dh of a head; null for embedDim / heads, which makes the heads together as wide as a token.</summary>
    public long? HeadDim { get; init; }

    /// <summary>Whether the projection to query, key and value adds a bias.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Whether the output projection adds a bias.</summary>
    public bool OutputBias { get; init; } = true;

    /// <summary>Whether a layer norm over the head's width is applied to every query and key (Dehghani et al. 2023, section 2).</summary>
    public bool QueryKeyNorm { get; init; }

    /// <summary>Added to the variance in that norm.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>Factor on the logits; null for 1/√headDim.</summary>
    public double? Scale { get; init; }

    /// <summary>Probability with which a weight is dropped in training.</summary>
    public double AttentionDropout { get; init; }

    /// <summary>Probability with which a number of the output is dropped in training.</summary>
    public double Dropout { get; init; }

    /// <summary>How the attention is computed.</summary>
    public AttentionPath Path { get; init; } = AttentionPath.Auto;
}
