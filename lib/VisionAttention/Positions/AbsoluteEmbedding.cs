using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Layers;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Positions;

/// <summary>A learned vector for every position, added to the token there.</summary>
/// <remarks>
/// z = tokens + E_pos. Dosovitskiy et al. 2021, section 3.1, Eq. 1. The table starts from a normal distribution of deviation 0.02, cut at
/// ±2. It has N·D parameters and fits N tokens only; <see cref="EmbeddingResize"/> fits it to another grid.
/// </remarks>
public sealed class AbsoluteEmbedding : Module<Tensor, Tensor>
{
    private const double Deviation = 0.02;
    private const long MostNumbers = int.MaxValue;

    [ComponentName(Name = "weight")] private readonly Parameter _table;

    /// <summary>A table with fresh numbers.</summary>
    /// <param name="length">Number of tokens N, class token and the like included.</param>
    /// <param name="embedDim">Width D of a token.</param>
    /// <exception cref="ArgumentException">A size that is not above 0, or a table of more than 2³¹ − 1 numbers.</exception>
    public AbsoluteEmbedding(long length, long embedDim)
        : base(nameof(AbsoluteEmbedding))
    {
        if (length < 1 || embedDim < 1)
            throw new ArgumentException($"length {length} and embedDim {embedDim} must both be above 0");
        if (length > MostNumbers / embedDim)
            throw new ArgumentException($"length {length} times embedDim {embedDim} is above {MostNumbers} numbers");
        _table = OwnedParameter.From(empty(1, length, embedDim, device: get_default_device()));
        Initialisation.TruncatedNormal(_table, Deviation);
        RegisterComponents();
    }

    /// <summary>The learned table [1, N, D]; it belongs to the layer.</summary>
    public Tensor Table => _table;

    /// <summary>Adds its vector to every token.</summary>
    /// <param name="tokens">[B, N, D]</param>
    /// <returns>[B, N, D]</returns>
    /// <exception cref="ArgumentException">Another number or width of tokens than the table has; the message names both.</exception>
    public override Tensor forward(Tensor tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var (length, embedDim) = (_table.shape[1], _table.shape[2]);
        if (tokens.ndim != 3 || tokens.shape[2] != embedDim)
            throw new ArgumentException($"tokens are {Shapes.Text(tokens)}, expected [B, {length}, {embedDim}]");
        if (tokens.shape[1] != length)
            throw new ArgumentException($"there are {tokens.shape[1]} tokens and {length} positions: EmbeddingResize fits a table to another grid");
        return tokens + _table;
    }
}
