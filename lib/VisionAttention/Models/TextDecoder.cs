using System.Globalization;
using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Attention;
using VisionAttention.Layers;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Models;

/// <summary>A Transformer decoder that writes about what it sees: each word looks at the words before it and, by cross-attention, at the tokens of an image.</summary>
/// <remarks>
/// Vaswani et al. 2017, section 3.1, with the norms before the sums as in ViT. Names are timm's where an encoder has the part, too; the middle
/// of a block is <c>norm_cross</c> and <c>cross_attn</c>. Cost in multiply-adds for T words, M image tokens and an MLP of width 4·D:
/// L·(T·(14·D² + 2·T·D + 2·M·D) + 2·M·D·memoryDim) + T·D·vocabulary.
/// </remarks>
public sealed class TextDecoder : Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "tok_embed")] private readonly Embedding _tokens;
    [ComponentName(Name = "pos_embed")] private readonly Parameter _positions;
    [ComponentName(Name = "blocks")] private readonly ModuleList<DecoderBlock> _blocks;
    [ComponentName(Name = "norm")] private readonly LayerNorm _norm;
    [ComponentName(Name = "head")] private readonly Linear _head;

    /// <summary>A model with fresh weights: truncated normals of deviation 0.02, biases 0.</summary>
    /// <param name="options">Sizes and tokens.</param>
    /// <exception cref="ArgumentException">Settings that do not fit each other; the message names them.</exception>
    public TextDecoder(TextDecoderOptions options)
        : base(nameof(TextDecoder))
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        Options = options;
        _tokens = Embedding(options.Vocabulary, options.EmbedDim);
        _positions = Initialisation.Table(options.MaxLength, options.EmbedDim);
        _blocks = new([.. Enumerable.Range(0, options.Depth).Select(_ => new DecoderBlock(options.EmbedDim, options.Heads, options.MemoryDim, options.Dropout))]);
        _norm = LayerNorm(options.EmbedDim, 1e-6);
        _head = Linear(options.EmbedDim, options.Vocabulary);
        RegisterComponents();
        Initialisation.LinearLayers(this);
        Initialisation.TruncatedNormal(_tokens.weight!);
    }

    /// <summary>The settings the model was made with.</summary>
    public TextDecoderOptions Options { get; }

    /// <summary>Parameter count.</summary>
    public long ParameterCount => parameters().Sum(parameter => parameter.numel());

    /// <summary>What comes next, after each word.</summary>
    /// <param name="ids">[B, T], Int64: the text so far.</param>
    /// <param name="memory">[B, M, memoryDim]: tokens of the image.</param>
    /// <returns>Logits [B, T, vocabulary]: place t is about word t + 1.</returns>
    /// <exception cref="ArgumentException">Ids or tokens that do not fit; the message names the values.</exception>
    public override Tensor forward(Tensor ids, Tensor memory) => Run(ids, memory, looks: null);

    /// <summary>As <see cref="forward"/>, and tells where each word looked.</summary>
    /// <param name="ids">[B, T], Int64.</param>
    /// <param name="memory">[B, M, memoryDim]</param>
    /// <returns>Logits [B, T, vocabulary], and of each block the weights of its cross-attention [B, H, T, M].</returns>
    public (Tensor Logits, IReadOnlyList<Tensor> Weights) ForwardWithWeights(Tensor ids, Tensor memory)
    {
        var looks = new List<Tensor>();
        return (Run(ids, memory, looks), looks);
    }

    /// <summary>The loss of texts: of each word but the first, given those before it and the image.</summary>
    /// <param name="ids">[B, T], Int64: whole texts with their start and end; <see cref="TextDecoderOptions.PaddingId"/> behind.</param>
    /// <param name="memory">[B, M, memoryDim]</param>
    /// <returns>A scalar: the mean over all words that are no padding, in nats.</returns>
    public Tensor Loss(Tensor ids, Tensor memory)
    {
        ArgumentNullException.ThrowIfNull(ids);
        CheckIds(ids);
        Require.That(ids.shape[1] > 1, $"ids are {Shapes.Text(ids)}, expected [B, T] with T above 1: nothing follows the first token");
        using var scope = NewDisposeScope();
        var logits = forward(ids.narrow(1, 0, ids.shape[1] - 1), memory);                           // [B, T − 1, vocabulary]
        var next = ids.narrow(1, 1, ids.shape[1] - 1);
        Require.That(next.ne(Options.PaddingId).any().item<bool>(), "the texts have nothing but padding behind their first token");
        return functional.cross_entropy(logits.flatten(0, 1), next.flatten(), ignore_index: Options.PaddingId).MoveToOuterDisposeScope();
    }

    /// <summary>Writes texts word by word, each time the likeliest one.</summary>
    /// <param name="memory">[B, M, memoryDim]</param>
    /// <param name="startId">The token that begins every text.</param>
    /// <param name="endId">The token that ends one.</param>
    /// <returns>[B, T], Int64, with start and, where it came before the last position, end; padding behind.</returns>
    public Tensor Generate(Tensor memory, long startId, long endId)
    {
        CheckMemory(memory, batch: null);
        Require.That(
            startId >= 0 && startId < Options.Vocabulary && endId >= 0 && endId < Options.Vocabulary,
            $"startId {startId} and endId {endId} must be from 0 to {Options.Vocabulary - 1}, the vocabulary's ids");
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var evaluation = new EvaluationMode(this);
        var ids = full(memory.shape[0], 1, startId, dtype: int64, device: memory.device);
        var isEnded = zeros([memory.shape[0], 1], dtype: ScalarType.Bool, device: memory.device);
        while (ids.shape[1] < Options.MaxLength && !isEnded.all().item<bool>())
        {
            var next = forward(ids, memory).select(1, -1).argmax(1, keepdim: true);                 // [B, 1]
            next = next.masked_fill(isEnded, Options.PaddingId);
            isEnded = isEnded.logical_or(next.eq(endId));
            ids = cat([ids, next], dim: 1);
        }
        return ids.MoveToOuterDisposeScope();
    }

    private Tensor Run(Tensor ids, Tensor memory, List<Tensor>? looks)
    {
        CheckIds(ids);
        CheckMemory(memory, ids.shape[0]);
        using var scope = NewDisposeScope();
        var tokens = _tokens.call(ids) + _positions.narrow(1, 0, ids.shape[1]);                     // [B, T, D]
        if (Options.Dropout > 0)
            tokens = functional.dropout(tokens, Options.Dropout, training);
        foreach (var block in _blocks)
        {
            (tokens, var weights) = block.ForwardWithWeights(tokens, memory);
            looks?.Add(weights.MoveToOuterDisposeScope());
        }
        return _head.call(_norm.call(tokens)).MoveToOuterDisposeScope();
    }

    private void CheckIds(Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.dtype != ScalarType.Int64 || ids.ndim != 2)
            throw new ArgumentException($"ids are {ids.dtype} {Shapes.Text(ids)}, expected Int64 [B, T]");
        if (ids.shape[1] > Options.MaxLength)
            throw new ArgumentException($"the texts have {ids.shape[1]} tokens, the model has positions for {Options.MaxLength}: cut them, or set MaxLength");
        using var scope = NewDisposeScope();
        TextEncoder.CheckRange(ids, Options.Vocabulary, "ids", "the vocabulary");
    }

    private void CheckMemory(Tensor memory, long? batch)
    {
        ArgumentNullException.ThrowIfNull(memory);
        if (memory.ndim != 3 || memory.shape[0] != (batch ?? memory.shape[0]) || memory.shape[1] == 0 || memory.shape[2] != Options.MemoryDim)
            throw new ArgumentException($"memory is {Shapes.Text(memory)}, expected [{batch?.ToString(CultureInfo.InvariantCulture) ?? "B"}, M, {Options.MemoryDim}], M above 0");
    }
}

/// <summary>One block of a <see cref="TextDecoder"/>: the words before, the image, an MLP, each in a residual branch.</summary>
public sealed class DecoderBlock : Module<Tensor, Tensor, Tensor>
{
    private const double Epsilon = 1e-6;

    [ComponentName(Name = "norm1")] private readonly LayerNorm _attentionNorm;
    [ComponentName(Name = "attn")] private readonly MultiheadSelfAttention _attention;
    [ComponentName(Name = "norm_cross")] private readonly LayerNorm _crossNorm;
    [ComponentName(Name = "cross_attn")] private readonly MultiheadCrossAttention _cross;
    [ComponentName(Name = "norm2")] private readonly LayerNorm _mlpNorm;
    [ComponentName(Name = "mlp")] private readonly Mlp _mlp;

    /// <summary>A block with fresh weights.</summary>
    /// <param name="embedDim">Width D of a word's token.</param>
    /// <param name="heads">Number of heads of both attentions.</param>
    /// <param name="memoryDim">Width of the image's tokens.</param>
    /// <param name="dropout">Probability with which a number is dropped in training after both layers of the MLP.</param>
    public DecoderBlock(long embedDim, long heads, long memoryDim, double dropout = 0)
        : base(nameof(DecoderBlock))
    {
        _attentionNorm = LayerNorm(embedDim, Epsilon);
        _attention = new MultiheadSelfAttention(embedDim, heads);
        _crossNorm = LayerNorm(embedDim, Epsilon);
        _cross = new MultiheadCrossAttention(embedDim, heads, new MultiheadCrossAttentionOptions { KeyDim = memoryDim, ValueDim = memoryDim });
        _mlpNorm = LayerNorm(embedDim, Epsilon);
        _mlp = new Mlp(embedDim, 4 * embedDim, dropout: dropout);
        RegisterComponents();
    }

    /// <summary>Applies the block.</summary>
    /// <param name="tokens">[B, T, D]: words, of which each sees those before it.</param>
    /// <param name="memory">[B, M, memoryDim]: tokens of the image, of which each word sees all.</param>
    /// <returns>[B, T, D]</returns>
    public override Tensor forward(Tensor tokens, Tensor memory)
    {
        var (output, weights) = ForwardWithWeights(tokens, memory);
        weights.Dispose();
        return output;
    }

    /// <summary>As <see cref="forward"/>, and also returns where each word looked.</summary>
    /// <param name="tokens">[B, T, D]</param>
    /// <param name="memory">[B, M, memoryDim]</param>
    /// <returns>Output [B, T, D] and the weights of the cross-attention [B, H, T, M].</returns>
    public (Tensor Output, Tensor Weights) ForwardWithWeights(Tensor tokens, Tensor memory)
    {
        using var scope = NewDisposeScope();
        tokens = tokens + _attention.ForwardMasked(_attentionNorm.call(tokens), keyMask: null, causal: true);
        var (seen, weights) = _cross.ForwardWithWeights(_crossNorm.call(tokens), memory, memory);
        ((IObservedAttention)_cross).Observer?.Invoke(weights);
        tokens = tokens + seen;
        return ((tokens + _mlp.call(_mlpNorm.call(tokens))).MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }
}

/// <summary>The settings of a <see cref="TextDecoder"/>.</summary>
public sealed record TextDecoderOptions
{
    /// <summary>Number of different tokens.</summary>
    public required long Vocabulary { get; init; }

    /// <summary>Width of the image's tokens.</summary>
    public required long MemoryDim { get; init; }

    /// <summary>The most tokens of a text, with its start and end.</summary>
    public long MaxLength { get; init; } = 16;

    /// <summary>Width D of a token.</summary>
    public long EmbedDim { get; init; } = 96;

    /// <summary>Number of blocks.</summary>
    public int Depth { get; init; } = 2;

    /// <summary>Number of heads.</summary>
    public long Heads { get; init; } = 3;

    /// <summary>The id that fills short texts up.</summary>
    public long PaddingId { get; init; }

    /// <summary>Probability with which a number is dropped in training, of the embedded tokens and in the MLPs.</summary>
    public double Dropout { get; init; }

    /// <summary>Refuses settings that contradict each other.</summary>
    /// <exception cref="ArgumentException">Names the values and the rule.</exception>
    internal void Check()
    {
        Require.AboveZero(Vocabulary, "vocabulary");
        Require.AboveZero(MemoryDim, "memoryDim");
        Require.That(MaxLength > 1, $"maxLength {MaxLength} is not above 1: nothing follows the first token");
        Require.That(EmbedDim > 0 && Depth > 0, $"embedDim {EmbedDim} and depth {Depth} must be above 0");
        Require.That(Heads > 0 && EmbedDim % Heads == 0, $"embedDim {EmbedDim} is not a multiple of heads {Heads}");
        Require.That(PaddingId >= 0 && PaddingId < Vocabulary, $"paddingId {PaddingId} is not from 0 to {Vocabulary - 1}, the vocabulary's ids");
        Require.BelowOne(Dropout, "dropout");
    }
}
