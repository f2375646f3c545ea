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
/// With <see cref="TextEncoderOptions.Bert"/> it is BERT (Devlin et al. 2019, section 3.1): post-norm blocks and token types. Weights have timm's
/// names where a Vision Transformer has the part, too; <c>tok_embed</c> and <c>type_embed</c> beside them. Cost in multiply-adds for T tokens and
/// an MLP of width M: L·(T·(4·D² + 2·D·M) + 2·T²·D) + D·classes; looking up words costs none.
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
        _blocks = new ModuleList<EncoderBlock>([.. Enumerable.Range(0, options.Depth).Select(_ => new EncoderBlock(dim, options.Heads, options.Block))]);
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

    /// <summary>Number of trainable numbers.</summary>
    public long ParameterCount => parameters().Sum(parameter => parameter.numel());

    /// <summary>Classifies texts in which <see cref="TextEncoderOptions.PaddingId"/> marks what is no token.</summary>
    /// <param name="ids">[B, T], Int64.</param>
    /// <returns>Logits [B, classes]; without a classifier the pooled vectors [B, D].</returns>
    public override Tensor forward(Tensor ids) => ForwardMasked(ids, mask: null);

    /// <summary>Classifies texts.</summary>
    /// <param name="ids">[B, T], Int64: which row of the table each token is.</param>
    /// <param name="mask">[B, T], Bool: true for real tokens; null to take all that are not <see cref="TextEncoderOptions.PaddingId"/>.</param>
    /// <param name="types">[B, T], Int64: 1 for the second text of a pair, else 0; null for 0 everywhere.</param>
    /// <returns>Logits [B, classes]; without a classifier the pooled vectors [B, D].</returns>
    /// <exception cref="ArgumentException">Ids, masks or lengths that do not fit; the message names the values.</exception>
    public Tensor ForwardMasked(Tensor ids, Tensor? mask, Tensor? types = null)
    {
        Check(ids, mask, types);
        using var scope = NewDisposeScope();
        mask = MaskOf(ids, mask);
        if (mask is not null)
        {
            // What no text of the batch reaches costs time and changes nothing.
            var length = Math.Max(1, (mask * arange(1, mask.shape[1] + 1, device: mask.device)).max().item<long>());
            (ids, mask, types) = (ids.narrow(1, 0, length), mask.narrow(1, 0, length), types?.narrow(1, 0, length));
        }
        return Classify(Run(Embed(ids, types), 0, Options.Depth, mask), mask).MoveToOuterDisposeScope();
    }

    /// <summary>The tokens that enter a block: the lower part of the model, which does not change while it is frozen.</summary>
    /// <param name="block">From 0, where it is the embedding, to the depth, where it is the last block's output after the final norm.</param>
    /// <param name="ids">[B, T], Int64.</param>
    /// <param name="mask">[B, T], Bool, or null, as in <see cref="ForwardMasked"/>.</param>
    /// <param name="types">[B, T], Int64, or null.</param>
    /// <returns>[B, T′, D], tokens [class | text]; what stands at padding means nothing.</returns>
    public Tensor ForwardTo(int block, Tensor ids, Tensor? mask = null, Tensor? types = null)
    {
        CheckBlock(block);
        Check(ids, mask, types);
        using var scope = NewDisposeScope();
        return Run(Embed(ids, types), 0, block, MaskOf(ids, mask)).MoveToOuterDisposeScope();
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
        return Classify(Run(tokens, block, Options.Depth, mask), mask).MoveToOuterDisposeScope();
    }

    // The blocks from one on to before another; after the last comes the final norm.
    private Tensor Run(Tensor tokens, int from, int to, Tensor? mask)
    {
        var keyMask = WithClassToken(mask);
        foreach (var block in _blocks.Skip(from).Take(to - from))
            tokens = block.ForwardMasked(tokens, keyMask, Options.Causal);
        return to == Options.Depth && from < to && _norm is not null ? _norm.call(tokens) : tokens.alias();
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

    private Tensor? MaskOf(Tensor ids, Tensor? mask) => mask ?? (Options.PaddingId is { } padding ? ids.ne(padding) : null);

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
        if (ids.shape[1] > Options.MaxLength)
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
    }

    // An index beyond a table would end the process on a GPU.
    private static void CheckRange(Tensor indices, long count, string name, string table)
    {
        if (indices.numel() == 0)
            throw new ArgumentException($"{name} are {Shapes.Text(indices)}, which is empty");
        var (least, most) = (indices.min().item<long>(), indices.max().item<long>());
        if (least < 0 || most >= count)
            throw new ArgumentException($"{name} are from {least} to {most}, expected 0 to {count - 1}, the size of {table}");
    }
}

/// <summary>The settings of a <see cref="TextEncoder"/>. The defaults are a small one for short texts, built as a Vision Transformer is.</summary>
public sealed record TextEncoderOptions
{
    /// <summary>Number of different tokens.</summary>
    public required long Vocabulary { get; init; }

    /// <summary>The most tokens of a text; the positions are made for so many.</summary>
    public long MaxLength { get; init; } = 32;

    /// <summary>Width D of a token.</summary>
    public long EmbedDim { get; init; } = 64;

    /// <summary>Number of encoder blocks.</summary>
    public int Depth { get; init; } = 2;

    /// <summary>Number of heads.</summary>
    public long Heads { get; init; } = 4;

    /// <summary>Number of classes; 0 for no classifier, so that the model returns the pooled vector.</summary>
    public int Classes { get; init; }

    /// <summary>Settings of every encoder block.</summary>
    public EncoderBlockOptions Block { get; init; } = new();

    /// <summary>Which tokens are classified by. Without a class token of its own the model takes the text's first, such as BERT's [CLS].</summary>
    public TokenPooling Pooling { get; init; } = TokenPooling.ClassToken;

    /// <summary>Whether the model puts a learned class token before the text, as ViT does; texts with [CLS] in them need none.</summary>
    public bool ClassToken { get; init; } = true;

    /// <summary>How the model knows the order of the tokens: learned positions, or none, which makes a text a set.</summary>
    public TokenPosition Position { get; init; } = TokenPosition.Learned;

    /// <summary>The id that marks padding where no mask is given; null where all tokens are real.</summary>
    public long? PaddingId { get; init; } = 0;

    /// <summary>Number of token types, which tell the texts of a pair apart; 0 for none.</summary>
    public long Types { get; init; }

    /// <summary>A token sees those before it only (Radford et al. 2018): needed to predict the next one.</summary>
    public bool Causal { get; init; }

    /// <summary>A layer norm between the embedding and the first block (BERT, CLIP's image side).</summary>
    public bool EmbeddingNorm { get; init; }

    /// <summary>Whether there is a layer norm after the last block. Post-norm blocks need none.</summary>
    public bool FinalNorm { get; init; } = true;

    /// <summary>Width of a tanh layer before the classifier (BERT's pooler); null for none.</summary>
    public long? PreLogitsDim { get; init; }

    /// <summary>Probability with which a number of the embedded tokens is dropped in training.</summary>
    public double Dropout { get; init; }

    /// <summary>Probability with which a token's vector is dropped whole in training (word dropout: Iyyer et al. 2015, section 4).</summary>
    public double TokenDropout { get; init; }

    /// <summary>BERT's layout: post-norm blocks, exact GELU, two token types, a norm after the embedding, no class token but the text's [CLS].</summary>
    /// <param name="vocabulary">Number of different tokens; 30,522 for the published uncased models.</param>
    /// <param name="embedDim">Width D; 768 for BERT-Base, 384 for MiniLM.</param>
    /// <param name="depth">Number of blocks; 12 for BERT-Base, 6 for MiniLM.</param>
    /// <param name="heads">Number of heads; 12 for both.</param>
    public static TextEncoderOptions Bert(long vocabulary = 30_522, long embedDim = 768, int depth = 12, long heads = 12)
    {
        return new TextEncoderOptions
        {
            Vocabulary = vocabulary,
            EmbedDim = embedDim,
            Depth = depth,
            Heads = heads,
            MaxLength = 512,
            Types = 2,
            ClassToken = false,
            EmbeddingNorm = true,
            FinalNorm = false,
            Block = new EncoderBlockOptions { Norm = NormPlacement.Post, NormEpsilon = 1e-12 },
        };
    }

    /// <summary>The sentence encoder all-MiniLM-L6-v2: BERT's layout, 6 blocks of width 384, the mean of the real tokens (Wang et al. 2020; Reimers and Gurevych 2019).</summary>
    public static TextEncoderOptions MiniLm() => Bert(embedDim: 384, depth: 6) with { Pooling = TokenPooling.Mean };

    /// <summary>Refuses settings that contradict each other.</summary>
    /// <exception cref="ArgumentException">Names the values and the rule.</exception>
    internal void Check()
    {
        Require.AboveZero(Vocabulary, "vocabulary");
        Require.AboveZero(MaxLength, "maxLength");
        Require.That(EmbedDim > 0 && Depth > 0, $"embedDim {EmbedDim} and depth {Depth} must be above 0");
        Require.AboveZero(Heads, "heads");
        Require.That(Classes >= 0, $"classes {Classes} is below 0");
        Require.That(Types >= 0, $"types {Types} is below 0");
        Require.That(PreLogitsDim is null or > 0, $"preLogitsDim {PreLogitsDim} is not above 0");
        Require.That(PaddingId is null || (PaddingId >= 0 && PaddingId < Vocabulary), $"paddingId {PaddingId} is not from 0 to {Vocabulary - 1}, the vocabulary's ids");
        Require.That(!Causal || Pooling != TokenPooling.ClassToken, "a causal model's first token sees nothing but itself: pool by Mean");
        Require.Known(Pooling, "pooling");
        Require.That(Position is TokenPosition.Learned or TokenPosition.None, $"position {Position} is for grids of patches: take Learned or None");
        Require.BelowOne(Dropout, "dropout");
        Require.BelowOne(TokenDropout, "tokenDropout");
        Require.BelowOne(Block.DropPath, "dropPath");
    }
}
