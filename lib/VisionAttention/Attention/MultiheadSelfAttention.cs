using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Attention;

/// <summary>Self-attention over all tokens, split into heads.</summary>
/// <remarks>
/// softmax(Q Kᵀ / √headDim) V in each head, heads joined and projected. Vaswani et al. 2017, section 3.2.2.
/// Cost: 4·N·D² + 2·N²·D multiply-adds. Weight names follow timm: <c>qkv</c> with rows [q | k | v], and <c>proj</c>.
/// </remarks>
public sealed class MultiheadSelfAttention : Module<Tensor, Tensor>
{
    [ComponentName(Name = "qkv")] private readonly Linear _queryKeyValue;
    [ComponentName(Name = "proj")] private readonly Linear _output;
    private readonly long _heads;

    /// <summary>A layer with fresh weights.</summary>
    /// <param name="embedDim">Width D of a token; a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Number of heads H.</param>
    /// <param name="bias">Whether both projections add a bias.</param>
    /// <exception cref="ArgumentException"><paramref name="embedDim"/> cannot be split among the heads.</exception>
    public MultiheadSelfAttention(long embedDim, long heads, bool bias = true)
        : base(nameof(MultiheadSelfAttention))
    {
        if (heads < 1 || embedDim < 1 || embedDim % heads != 0)
            throw new ArgumentException($"embedDim {embedDim} is not a multiple of heads {heads}");
        _heads = heads;
        _queryKeyValue = Linear(embedDim, 3 * embedDim, hasBias: bias);
        _output = Linear(embedDim, embedDim, hasBias: bias);
        RegisterComponents();
    }

    /// <summary>Number of heads H.</summary>
    public long Heads => _heads;

    /// <summary>Lets every token attend to every token.</summary>
    /// <param name="tokens">[B, N, D]</param>
    /// <returns>[B, N, D]</returns>
    public override Tensor forward(Tensor tokens)
    {
        return ForwardWithWeights(tokens).Output;
    }

    /// <summary>As <see cref="forward"/>, and also returns the attention weights.</summary>
    /// <param name="tokens">[B, N, D]</param>
    /// <param name="mask">Broadcasts to [B, H, N, N]; true means may attend.</param>
    /// <param name="causal">Token i sees tokens 0 to i only.</param>
    /// <returns>Output [B, N, D] and weights [B, H, N, N].</returns>
    public (Tensor Output, Tensor Weights) ForwardWithWeights(Tensor tokens, Tensor? mask = null, bool causal = false)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var embedDim = _output.weight.shape[0];
        if (tokens.ndim != 3 || tokens.shape[2] != embedDim)
            throw new ArgumentException($"tokens are {Shapes.Text(tokens)}, expected [B, N, {embedDim}]");
        using var scope = NewDisposeScope();
        var (batch, length) = (tokens.shape[0], tokens.shape[1]);
        var parts = _queryKeyValue.call(tokens)                                                     // [B, N, 3·D]
            .reshape(batch, length, 3, _heads, embedDim / _heads)                                   // [B, N, 3, H, Dh]
            .permute(2, 0, 3, 1, 4);                                                                // [3, B, H, N, Dh]
        var (output, weights) = ScaledDotProduct.ApplyWithWeights(parts[0], parts[1], parts[2], mask, causal);
        var merged = output.transpose(1, 2)                                                         // [B, N, H, Dh]
            .reshape(batch, length, embedDim);                                                      // [B, N, D]
        return (_output.call(merged).MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }
}
