using VisionAttention.Models;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Training;

/// <summary>A text encoder whose lower blocks are frozen: what they make of every text is computed once, and the upper ones train on it.</summary>
/// <remarks>The frozen part runs in evaluation mode, without dropout. Inputs are numbers of texts, so that a batch finds its tokens and its mask.
/// What was computed stays on the device it was computed on.</remarks>
public sealed class FrozenBelow : Module<Tensor, Tensor>
{
    private readonly TextEncoder _encoder;
    private readonly int _block;
    private readonly Tensor _tokens;
    private readonly Tensor _mask;

    /// <summary>Runs the lower blocks over all texts.</summary>
    /// <param name="encoder">The model; its upper blocks are what trains. The names of its parameters begin with <c>encoder.</c> here, and it is disposed with this.</param>
    /// <param name="block">The first block that is not frozen: from 0, where the embedding alone is frozen, to the depth.</param>
    /// <param name="ids">[N, T], int64, on the model's device.</param>
    /// <param name="mask">[N, T], true for real tokens.</param>
    /// <param name="batchSize">Texts at a time.</param>
    /// <param name="cancellation">Ends it between two batches; without one a cell of a notebook ends it by its stop button.</param>
    /// <exception cref="ArgumentException">Ids and mask that do not fit each other or the encoder.</exception>
    public FrozenBelow(TextEncoder encoder, int block, Tensor ids, Tensor mask, int batchSize = 100, CancellationToken cancellation = default)
        : base(nameof(FrozenBelow))
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(mask);
        Require.AboveZero(batchSize, nameof(batchSize));
        if (ids.ndim != 2 || !mask.shape.AsSpan().SequenceEqual(ids.shape))
            throw new ArgumentException($"ids are {Shapes.Text(ids)} and mask {Shapes.Text(mask)}, expected [N, T] both");
        (_encoder, _block) = (encoder, block);
        cancellation = Trainer.OrOfCell(cancellation);
        using var scope = NewDisposeScope();
        using var gradOff = no_grad();
        encoder.eval();
        var parts = ids.split(batchSize).Zip(mask.split(batchSize), (text, real) =>
        {
            cancellation.ThrowIfCancellationRequested();
            return encoder.ForwardTo(block, text, real);
        }).ToArray();
        _tokens = cat(parts, dim: 0).DetachFromDisposeScope();
        _mask = mask.clone().DetachFromDisposeScope();
        register_module("encoder", encoder);
    }

    /// <summary>The numbers of all texts, as this module takes them: [N], 0 to N − 1. The caller disposes of them.</summary>
    public Tensor All() => arange(_tokens.shape[0], device: _tokens.device);

    /// <summary>Classifies texts.</summary>
    /// <param name="texts">[B], int64: their numbers.</param>
    /// <returns>Logits [B, classes].</returns>
    public override Tensor forward(Tensor texts)
    {
        using var scope = NewDisposeScope();
        var mask = _mask.index_select(0, texts);
        var length = (mask * arange(1, mask.shape[1] + 1, device: mask.device)).max().item<long>();
        var tokens = _tokens.index_select(0, texts).narrow(1, 0, _encoder.PrefixTokens + length);   // what no text of the batch reaches is left out
        return _encoder.ForwardFrom(_block, tokens, mask.narrow(1, 0, length)).MoveToOuterDisposeScope();
    }

    /// <summary>Releases what was computed, and the encoder.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _tokens.Dispose();
            _mask.Dispose();
        }
        base.Dispose(disposing);
    }
}
