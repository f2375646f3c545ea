using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Attention;
using VisionAttention.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Models;

/// <summary>A Transformer encoder block: self-attention and an MLP, each in a residual branch.</summary>
/// <remarks>
/// z′ = MSA(LN(z)) + z, then MLP(LN(z′)) + z′. Dosovitskiy et al. 2021, section 3.1, Eq. 2 and 3; with the norms after the sums it is
/// the block of Vaswani et al. 2017. Names are timm's: <c>norm1</c>, <c>attn</c>, <c>ls1</c>, <c>norm2</c>, <c>mlp</c>, <c>ls2</c>.
/// </remarks>
public sealed class EncoderBlock : Module<Tensor, Tensor>
{
    [ComponentName(Name = "norm1")] private readonly LayerNorm _attentionNorm;
    [ComponentName(Name = "attn")] private readonly MultiheadSelfAttention _attention;
    [ComponentName(Name = "ls1")] private readonly LayerScale? _attentionScale;
    [ComponentName(Name = "norm2")] private readonly LayerNorm _mlpNorm;
    [ComponentName(Name = "mlp")] private readonly Mlp _mlp;
    [ComponentName(Name = "ls2")] private readonly LayerScale? _mlpScale;
    [ComponentName(Name = "drop_path")] private readonly DropPath? _dropPath;

    /// <summary>A block with fresh weights.</summary>
    /// <param name="embedDim">Width D of a token.</param>
    /// <param name="heads">Number of heads; divides D unless the options give the width of a head.</param>
    /// <param name="options">MLP, norms, scale, dropout; null for ViT's.</param>
    /// <exception cref="ArgumentException">Numbers that do not fit; the message names them.</exception>
    public EncoderBlock(long embedDim, long heads, EncoderBlockOptions? options = null)
        : base(nameof(EncoderBlock))
    {
        Options = options ?? new EncoderBlockOptions();
        _attentionNorm = LayerNorm(embedDim, Options.NormEpsilon);
        _attention = new MultiheadSelfAttention(embedDim, heads, Options.Attention);
        _mlpNorm = LayerNorm(embedDim, Options.NormEpsilon);
        _mlp = new Mlp(embedDim, Options.MlpDim ?? 4 * embedDim, Options.Activation, Options.Dropout);
        if (Options.LayerScale is { } start)
        {
            _attentionScale = new LayerScale(embedDim, start);
            _mlpScale = new LayerScale(embedDim, start);
        }
        _dropPath = Options.DropPath > 0 ? new DropPath(Options.DropPath) : null;
        RegisterComponents();
    }

    /// <summary>Blocks one after another. The drop path of the options is that of the last; it grows linearly from 0 with the depth.</summary>
    /// <param name="depth">How many.</param>
    /// <param name="embedDim">Width D of a token.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="options">Settings of every block.</param>
    internal static ModuleList<EncoderBlock> Stack(int depth, long embedDim, long heads, EncoderBlockOptions options) =>
        new([.. Enumerable.Range(0, depth).Select(index => new EncoderBlock(
            embedDim, heads, options with { DropPath = options.DropPath * (depth == 1 ? 1 : (double)index / (depth - 1)) }))]);

    /// <summary>The settings the block was made with.</summary>
    public EncoderBlockOptions Options { get; }

    /// <summary>Applies the block.</summary>
    /// <param name="tokens">[B, N, D]</param>
    /// <returns>[B, N, D]</returns>
    public override Tensor forward(Tensor tokens) => ForwardMasked(tokens, keyMask: null);

    /// <summary>Applies the block to tokens of which not all may be looked at.</summary>
    /// <param name="tokens">[B, N, D]</param>
    /// <param name="keyMask">Booleans [B, N]: false for tokens that only pad the sequence; null where all are real.</param>
    /// <param name="causal">Token i sees tokens 0 to i only.</param>
    /// <returns>[B, N, D]; at padding there are numbers too, which mean nothing.</returns>
    public Tensor ForwardMasked(Tensor tokens, Tensor? keyMask, bool causal = false)
    {
        using var scope = NewDisposeScope();
        if (Options.Norm == NormPlacement.Post)
        {
            var attended = _attentionNorm.call(tokens + Branch(Attend(tokens), _attentionScale));
            return _mlpNorm.call(attended + Branch(_mlp.call(attended), _mlpScale)).MoveToOuterDisposeScope();
        }
        var mixed = tokens + Branch(Attend(_attentionNorm.call(tokens)), _attentionScale);
        return (mixed + Branch(_mlp.call(_mlpNorm.call(mixed)), _mlpScale)).MoveToOuterDisposeScope();

        Tensor Attend(Tensor seen) => keyMask is null && !causal ? _attention.call(seen) : _attention.ForwardMasked(seen, keyMask, causal);
    }

    private Tensor Branch(Tensor result, LayerScale? scale)
    {
        if (scale is not null)
            result = scale.call(result);
        return _dropPath is null ? result : _dropPath.call(result);
    }
}

/// <summary>The settings of an <see cref="EncoderBlock"/>. The defaults are those of ViT.</summary>
public sealed record EncoderBlockOptions
{
    /// <summary>Width of the MLP; null for four times embedDim.</summary>
    public long? MlpDim { get; init; }

    /// <summary>The function inside the MLP.</summary>
    public Activation Activation { get; init; } = Activation.Gelu;

    /// <summary>Norm before attention and MLP, or after the sums.</summary>
    public NormPlacement Norm { get; init; } = NormPlacement.Pre;

    /// <summary>Added to the variance in the norms.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>First value of the factors on both residual branches (layer scale, Touvron et al. 2021, 2103.17239, section 2.1); null for none.</summary>
    public double? LayerScale { get; init; }

    /// <summary>Probability with which an image skips a residual branch in training (stochastic depth).</summary>
    public double DropPath { get; init; }

    /// <summary>Probability with which a number is dropped in training after both layers of the MLP.</summary>
    public double Dropout { get; init; }

    /// <summary>Settings of the attention layer.</summary>
    public MultiheadSelfAttentionOptions Attention { get; init; } = new();
}

/// <summary>Where an encoder block normalises.</summary>
public enum NormPlacement
{
    /// <summary>Before attention and MLP, inside the residual branch: x + f(norm(x)). ViT.</summary>
    Pre,

    /// <summary>After each sum: norm(x + f(x)). Vaswani et al. 2017.</summary>
    Post,
}
