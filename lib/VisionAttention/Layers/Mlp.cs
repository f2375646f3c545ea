using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Layers;

/// <summary>Two linear layers with an activation between them, for each token by itself.</summary>
/// <remarks>Vaswani et al. 2017, section 3.3. Cost: 2·D·mlpDim multiply-adds a token. Names are timm's: <c>fc1</c>, <c>fc2</c>.</remarks>
public sealed class Mlp : Module<Tensor, Tensor>
{
    [ComponentName(Name = "fc1")] private readonly Linear _widen;
    [ComponentName(Name = "fc2")] private readonly Linear _narrow;
    private readonly Activation _activation;
    private readonly double _dropout;

    /// <summary>A layer with fresh weights.</summary>
    /// <param name="embedDim">Width D of a token.</param>
    /// <param name="mlpDim">Width between the two layers.</param>
    /// <param name="activation">The function between them.</param>
    /// <param name="dropout">Probability with which a number is dropped in training, after each of the two layers.</param>
    /// <exception cref="ArgumentException">A width below 1, or a dropout that is no probability.</exception>
    public Mlp(long embedDim, long mlpDim, Activation activation = Activation.Gelu, double dropout = 0)
        : base(nameof(Mlp))
    {
        if (embedDim < 1 || mlpDim < 1)
            throw new ArgumentException($"embedDim {embedDim} and mlpDim {mlpDim} must be above 0");
        Require.BelowOne(dropout, nameof(dropout));
        (_activation, _dropout) = (activation, dropout);
        _widen = Linear(embedDim, mlpDim);
        _narrow = Linear(mlpDim, embedDim);
        RegisterComponents();
    }

    /// <summary>Transforms every token.</summary>
    /// <param name="tokens">[..., D]</param>
    /// <returns>[..., D]</returns>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var wide = Drop(ActivationFunction.Apply(_widen.call(tokens), _activation));                       // [..., mlpDim]
        return Drop(_narrow.call(wide)).MoveToOuterDisposeScope();                                  // [..., D]
    }

    private Tensor Drop(Tensor tokens) => _dropout > 0 ? functional.dropout(tokens, _dropout, training) : tokens;
}
