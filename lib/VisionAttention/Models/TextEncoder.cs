using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Layers;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Models;

/// <summary>A Transformer encoder that reads words: a Vision Transformer whose patches are looked up in a table.</summary>
/// <remarks>
/// z₀ = [class; E[word₁]; …; E[word_T]] + E_pos, then the <see cref="EncoderBlock"/>s of <see cref="VisionTransformer"/>, pooling, a classifier.
/// With <see cref="TextEncoderOptions.Bert"/> it is BERT (Devlin et al. 2019, section 3): post-norm blocks and token types. Weights have timm's
/// names where a Vision Transformer has the part, too; <c>tok_embed</c> and <c>type_embed</c> beside them. Cost in multiply-adds for T tokens and
/// an MLP of width M: L·(T·(4·D² + 2·D·M) + 2·T²·D) + D·classes; looking up words costs none. Forward hooks on blocks and attention layers do not fire: they are given masks, beside
/// the tokens that a hook knows. <see cref="Attention.AttentionRecorder"/> sees all attention weights.
/// </remarks>
public sealed class TextEncoder : Module<Tensor, Tensor>
{
    [ComponentName(Name = "tok_embed")] private readonly Embedding _tokens;
    [ComponentName(Name = "type_embed")] private readonly Embedding? _types;
    [ComponentName(Name = "cls_token")] private readonly Parameter? _classToken;
    [ComponentName(Name = "pos_embed")] private readonly Parameter? _positions;
    [ComponentName(Name = "norm_pre")] private readonly LayerNorm? _embeddingNorm;
    [ComponentName(Name = "blocks")] private readonly ModuleList<EncoderBlock> _blocks;
    [ComponentName(Name = "norm")] private readonly LayerNorm? _norm;
    [ComponentName(Name = "pre_logits")] private readonly Linear? _preLogits;
    [ComponentName(Name = "head")] private readonly Linear? _head;

    /// <summary>A model with fresh weights: truncated normals of deviation 0.02, biases 0, as in BERT and DeiT.</summary>
    /// <param name="options">Sizes, tokens, norms.</param>
    /// <exception cref="ArgumentException">Settings that do not fit each other; the message names them.</exception>
    public TextEncoder(TextEncoderOptions options)
        : base(nameof(TextEncoder))
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        Options = options;
        var dim = options.EmbedDim;
        var epsilon = options.Block.NormEpsilon;
        _tokens = Embedding(options.Vocabulary, dim);
        _types = options.Types > 0 ? Embedding(options.Types, dim) : null;
        _classToken = options.ClassToken ? Initialisation.Table(1, dim) : null;
        _positions = options.Position == TokenPosition.Learned ? Initialisation.Table(PrefixTokens + options.MaxLength, dim) : null;
        _embeddingNorm = options.EmbeddingNorm ? LayerNorm(dim, epsilon) : null;
        _blocks = EncoderBlock.Stack(options.Depth, dim, options.Heads, options.Block);
        _norm = options.FinalNorm ? LayerNorm(dim, epsilon) : null;
        _preLogits = options.PreLogitsDim is { } width ? Linear(dim, width) : null;
        _head = options.Classes > 0 ? Linear(options.PreLogitsDim ?? dim, options.Classes) : null;
        RegisterComponents();
        Initialisation.LinearLayers(this);
        foreach (var table in new[] { _tokens, _types }.OfType<Embedding>())
            Initialisation.TruncatedNormal(table.weight!);
    }

    /// <summary>The settings the model was made with.</summary>
    public TextEncoderOptions Options { get; }

    /// <summary>Number of tokens before those of the text: 1 with a class token of the model's own, else 0.</summary>
    public long PrefixTokens => Options.ClassToken ? 1 : 0;

    /// <summary>Parameter count.</summary>
    public long ParameterCount => parameters().Sum(parameter => parameter.numel());

    /// <summary>Classifies texts in which <see cref="TextEncoderOptions.PaddingId"/> marks what is no token.</summary>
    /// <param name="ids">[B, T], Int64.</param>
    /// <returns>Logits [B, classes]; without a classifier the pooled vectors [B, D].</returns>
    public override Tensor forward(Tensor ids) => ForwardMasked(ids, mask: null);

    /// <summary>Classifies texts.</summary>
    /// <param name="ids">[B, T], Int64: which row of the table each token is.</param>
    /// <param name="mask">[B, T], Bool: true for real tokens; null to take those up to <see cref="TextEncoderOptions.EndId"/>, or all that are not
    /// <see cref="TextEncoderOptions.PaddingId"/>.</param>
    /// <param name="types">[B, T], Int64: 1 for the second text of a pair, else 0; null for 0 everywhere.</param>
    /// <returns>Logits [B, classes]; without a classifier the pooled vectors [B, D].</returns>
    /// <exception cref="ArgumentException">Ids, masks or lengths that do not fit; the message names the values.</exception>
    public Tensor ForwardMasked(Tensor ids, Tensor? mask, Tensor? types = null)
    {
        Check(ids, mask, types);
        using var scope = NewDisposeScope();
        var real = MaskOf(ids, mask);
        var seen = Seen(real, isGiven: mask is not null);
        if (real is not null)
        {
            // What no text of the batch reaches costs time and changes nothing.
            var length = Math.Max(1, (real * arange(1, real.shape[1] + 1, device: real.device)).max().item<long>());
            (ids, real, seen, types) = (ids.narrow(1, 0, length), real.narrow(1, 0, length), seen?.narrow(1, 0, length), types?.narrow(1, 0, length));
        }
        return Classify(Normalised(Run(Embed(ids, types), 0, Options.Depth, seen)), real).MoveToOuterDisposeScope();
    }

    /// <summary>All tokens after the last block and the final norm.</summary>
    /// <inheritdoc cref="ForwardTo"/>
    /// <param name="ids">[B, T], Int64.</param>
    /// <param name="mask">[B, T], Bool, or null, as in <see cref="ForwardMasked"/>.</param>
    /// <param name="types">[B, T], Int64, or null.</param>
    public Tensor ForwardFeatures(Tensor ids, Tensor? mask = null, Tensor? types = null)
    {
        using var scope = NewDisposeScope();
        return Normalised(ForwardTo(Options.Depth, ids, mask, types)).MoveToOuterDisposeScope();
    }

    /// <summary>The tokens that enter a block: the lower part of the model, which does not change while it is frozen.</summary>
    /// <param name="block">From 0, where it is the embedding, to the depth, where it is the last block's output before the final norm.</param>
    /// <param name="ids">[B, T], Int64.</param>
    /// <param name="mask">[B, T], Bool, or null, as in <see cref="ForwardMasked"/>.</param>
    /// <param name="types">[B, T], Int64, or null.</param>
    /// <returns>[B, T′, D], tokens [class | text]; what stands at padding means nothing.</returns>
    public Tensor ForwardTo(int block, Tensor ids, Tensor? mask = null, Tensor? types = null)
    {
        CheckBlock(block);
        Check(ids, mask, types);
        using var scope = NewDisposeScope();
        return Run(Embed(ids, types), 0, block, Seen(MaskOf(ids, mask), isGiven: mask is not null)).MoveToOuterDisposeScope();
    }

    /// <summary>Goes on where <see cref="ForwardTo"/> ended.</summary>
    /// <param name="block">The first block that runs.</param>
    /// <param name="tokens">[B, T′, D], as <see cref="ForwardTo"/> returns them.</param>
    /// <param name="mask">[B, T], Bool: true for real tokens of the text; null where all are.</param>
    /// <returns>Logits [B, classes]; without a classifier the pooled vectors [B, D].</returns>
    public Tensor ForwardFrom(int block, Tensor tokens, Tensor? mask)
    {
        CheckBlock(block);
        ArgumentNullException.ThrowIfNull(tokens);
        if (tokens.ndim != 3 || tokens.shape[2] != Options.EmbedDim)
            throw new ArgumentException($"tokens are {Shapes.Text(tokens)}, expected [B, T, {Options.EmbedDim}]");
        var length = tokens.shape[1] - PrefixTokens;
        if (mask is not null && (mask.ndim != 2 || mask.shape[0] != tokens.shape[0] || mask.shape[1] != length))
            throw new ArgumentException($"mask is {Shapes.Text(mask)}, expected [{tokens.shape[0]}, {length}]: true for real tokens");
        using var scope = NewDisposeScope();
        return Classify(Normalised(Run(tokens, block, Options.Depth, mask)), mask).MoveToOuterDisposeScope();
    }

    private Tensor Normalised(Tensor tokens) => _norm is null ? tokens.alias() : _norm.call(tokens);

    // The blocks from one on to before another.
    private Tensor Run(Tensor tokens, int from, int to, Tensor? mask)
    {
        var keyMask = WithClassToken(mask);
        foreach (var block in _blocks.Skip(from).Take(to - from))
            tokens = block.ForwardMasked(tokens, keyMask, Options.Causal);
        return tokens.alias();
    }

    // z₀ = norm([class; E[words] + E[types]] + positions)
    private Tensor Embed(Tensor ids, Tensor? types)
    {
        var tokens = _tokens.call(ids);                                                             // [B, T, D]
        if (training && Options.TokenDropout > 0)
            tokens = tokens.masked_fill(rand(ids.shape[0], ids.shape[1], 1, device: ids.device).lt(Options.TokenDropout), 0);
        if (_types is not null)
            tokens = tokens + _types.call(types ?? zeros_like(ids));
        if (_classToken is not null)
            tokens = cat([_classToken.expand(ids.shape[0], -1, -1), tokens], dim: 1);               // [B, 1 + T, D]
        if (_positions is not null)
            tokens = tokens + _positions.narrow(1, 0, tokens.shape[1]);
        if (_embeddingNorm is not null)
            tokens = _embeddingNorm.call(tokens);
        return Options.Dropout > 0 ? functional.dropout(tokens, Options.Dropout, training) : tokens;
    }

    private Tensor Classify(Tensor features, Tensor? mask)
    {
        var pooled = Options.Pooling switch
        {
            TokenPooling.ClassToken => features.select(1, 0),
            TokenPooling.EndToken => Last(features, mask),
            TokenPooling.Mean => Mean(features.narrow(1, PrefixTokens, features.shape[1] - PrefixTokens), mask),
            _ => Mean(features, WithClassToken(mask)),
        };                                                                                          // [B, D]
        if (_preLogits is not null)
            pooled = _preLogits.call(pooled).tanh();
        return _head is null ? pooled : _head.call(pooled);
    }

    private Tensor? WithClassToken(Tensor? mask) =>
        mask is null || _classToken is null ? mask : cat([mask.new_ones(mask.shape[0], 1), mask], dim: 1);

    // Over the real tokens only.
    private static Tensor Mean(Tensor features, Tensor? mask)
    {
        if (mask is null)
            return features.mean([1]);
        var weights = mask.to(features.dtype).unsqueeze(-1);                                        // [B, T, 1]
        return (features * weights).sum(1) / weights.sum(1);
    }

    // The last real token of each text.
    private static Tensor Last(Tensor features, Tensor? mask)
    {
        if (mask is null)
            return features.select(1, -1);
        using var places = arange(1, mask.shape[1] + 1, device: mask.device);
        var last = (mask * places).argmax(1, keepdim: true) + (features.shape[1] - mask.shape[1]);  // [B, 1]
        return features.gather(1, last.unsqueeze(-1).expand(-1, -1, features.shape[2])).squeeze(1); // [B, D]
    }

    // A text with an end is real up to its first one.
    private Tensor? MaskOf(Tensor ids, Tensor? mask)
    {
        if (mask is not null)
            return mask;
        if (Options.EndId is { } end)
            return ids.eq(end).cumsum(1, ScalarType.Int64).sub(ids.eq(end).to(int64)).eq(0);
        return Options.PaddingId is { } padding ? ids.ne(padding) : null;
    }

    // Behind the end no token of a causal model looks, and without a mask the attention is the faster one.
    private Tensor? Seen(Tensor? real, bool isGiven) => !isGiven && Options.Causal && Options.EndId is not null ? null : real;

    private void CheckBlock(int block)
    {
        if (block < 0 || block > Options.Depth)
            throw new ArgumentException($"block {block} is not from 0 to {Options.Depth}, the depth");
    }

    private void Check(Tensor ids, Tensor? mask, Tensor? types)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.dtype != ScalarType.Int64 || ids.ndim != 2)
            throw new ArgumentException($"ids are {ids.dtype} {Shapes.Text(ids)}, expected Int64 [B, T]");
        if (_positions is not null && ids.shape[1] > Options.MaxLength)
            throw new ArgumentException($"the texts have {ids.shape[1]} tokens, the model has positions for {Options.MaxLength}: cut them, or set MaxLength");
        if (types is not null && _types is null)
            throw new ArgumentException("types were given to a model without token types: set Types in its options");
        if (mask is not null && (mask.dtype != ScalarType.Bool || !mask.shape.AsSpan().SequenceEqual(ids.shape)))
            throw new ArgumentException($"mask is {mask.dtype} {Shapes.Text(mask)}, expected Bool {Shapes.Text(ids)}: true for real tokens");
        if (types is not null && (types.dtype != ScalarType.Int64 || !types.shape.AsSpan().SequenceEqual(ids.shape)))
            throw new ArgumentException($"types are {types.dtype} {Shapes.Text(types)}, expected Int64 {Shapes.Text(ids)}");
        using var scope = NewDisposeScope();
        CheckRange(ids, Options.Vocabulary, "ids", "the vocabulary");
        if (types is not null)
            CheckRange(types, Options.Types, "types", "the token types");
        if ((_classToken is null || Options.Pooling == TokenPooling.Mean) && MaskOf(ids, mask) is { } real && !real.any(1).all().item<bool>())
            throw new ArgumentException("a text has no token that is not padding, so there is nothing to attend to or to average: leave empty texts out");
        if (mask is null && Options.EndId is { } end && !ids.eq(end).any(1).all().item<bool>())
            throw new ArgumentException($"a text has no token {end}, which ends a text: shorten it so that its end stays, or give a mask");
        if (_classToken is null && Options.Pooling == TokenPooling.ClassToken && MaskOf(ids, mask) is { } padded && !padded.select(1, 0).all().item<bool>())
            throw new ArgumentException("a text begins with padding, and the first token is what is classified by: put padding behind the text");
    }

    // An index beyond a table would end the process on a GPU.
    internal static void CheckRange(Tensor indices, long count, string name, string table)
    {
        if (indices.numel() == 0)
            throw new ArgumentException($"{name} are {Shapes.Text(indices)}, which is empty");
        var (least, most) = (indices.min().item<long>(), indices.max().item<long>());
        if (least < 0 || most >= count)
            throw new ArgumentException($"{name} are from {least} to {most}, expected 0 to {count - 1}, the size of {table}");
    }
}
