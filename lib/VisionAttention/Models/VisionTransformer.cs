using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Layers;
using VisionAttention.Positions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Models;

/// <summary>A Vision Transformer: patches as tokens, encoder blocks, a classifier.</summary>
/// <remarks>
/// z₀ = [class; x₁E; …; x_N E] + E_pos, L encoder blocks, y = LN(z_L⁰). Dosovitskiy et al. 2021, section 3.1, Eq. 1 to 4; with a distillation
/// token it is DeiT (Touvron et al. 2020). Weights have timm's names. Cost in multiply-adds: N·P²·C·D + L·(T·(4·D² + 2·D·M) + 2·T²·D) + D·classes
/// for N patches, T tokens and an MLP of width M.
/// </remarks>
public sealed class VisionTransformer : Module<Tensor, Tensor>
{
    [ComponentName(Name = "patch_embed")] private readonly PatchEmbedding _patches;
    [ComponentName(Name = "cls_token")] private readonly Parameter? _classToken;
    [ComponentName(Name = "dist_token")] private readonly Parameter? _distillationToken;
    [ComponentName(Name = "reg_token")] private readonly Parameter? _registers;
    [ComponentName(Name = "pos_embed")] private readonly Parameter? _positionEmbedding;
    [ComponentName(Name = "norm_pre")] private readonly LayerNorm? _embeddingNorm;
    [ComponentName(Name = "blocks")] private readonly ModuleList<EncoderBlock> _blocks;
    [ComponentName(Name = "norm")] private readonly LayerNorm? _norm;
    [ComponentName(Name = "fc_norm")] private readonly LayerNorm? _pooledNorm;
    [ComponentName(Name = "pre_logits")] private readonly Linear? _preLogits;
    [ComponentName(Name = "head")] private readonly Linear? _head;
    [ComponentName(Name = "head_dist")] private readonly Linear? _distillationHead;

    /// <summary>A model with fresh weights: truncated normals of deviation 0.02, biases 0, as in DeiT.</summary>
    /// <param name="options">Sizes, tokens, norms.</param>
    /// <exception cref="ArgumentException">Settings that do not fit each other; the message names them.</exception>
    public VisionTransformer(VisionTransformerOptions options)
        : base(nameof(VisionTransformer))
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        Options = options;
        var dim = options.EmbedDim;
        var epsilon = options.Block.NormEpsilon;
        var backbone = options.Backbone is null ? null : new ResNetBackbone(options.Backbone, options.InChannels);
        _patches = new PatchEmbedding(
            backbone?.OutChannels ?? options.InChannels, dim, options.PatchSize, options.PatchBias, options.PatchNorm ? epsilon : null, backbone);
        Grid = options.Grid();
        _classToken = options.ClassToken ? Initialisation.Table(1, dim) : null;
        _distillationToken = options.Distillation ? Initialisation.Table(1, dim) : null;
        _registers = options.Registers > 0 ? Initialisation.Table(options.Registers, dim) : null;
        _positionEmbedding = options.Position == TokenPosition.Learned
            ? Initialisation.Table(PositionPrefix + Grid.Count, dim)
            : null;
        _embeddingNorm = options.EmbeddingNorm ? LayerNorm(dim, epsilon) : null;
        _blocks = EncoderBlock.Stack(options.Depth, dim, options.Heads, options.Block);
        _norm = options.FinalNorm && !options.NormAfterPooling ? LayerNorm(dim, epsilon) : null;
        _pooledNorm = options.FinalNorm && options.NormAfterPooling ? LayerNorm(dim, epsilon) : null;
        _preLogits = options.PreLogitsDim is { } width ? Linear(dim, width) : null;
        _head = options.Classes > 0 ? Linear(options.PreLogitsDim ?? dim, options.Classes) : null;
        _distillationHead = options.Distillation && options.Classes > 0 ? Linear(dim, options.Classes) : null;
        RegisterComponents();
        Initialisation.LinearLayers(this);
    }

    /// <summary>The settings the model was made with.</summary>
    public VisionTransformerOptions Options { get; }

    /// <summary>Patches in a column and in a row of an image of the size the model was made for.</summary>
    public GridSize Grid { get; }

    /// <summary>Number of tokens before those of the patches: class, distillation, registers.</summary>
    public long PrefixTokens => (Options.ClassToken ? 1 : 0) + (Options.Distillation ? 1 : 0) + Options.Registers;

    /// <summary>How many of those tokens have a learned position.</summary>
    public long PositionPrefix => Options.PositionsForPrefix && Options.Position == TokenPosition.Learned ? PrefixTokens : 0;

    /// <summary>Parameter count.</summary>
    public long ParameterCount => parameters().Sum(parameter => parameter.numel());

    /// <summary>Classifies images.</summary>
    /// <param name="images">[B, inChannels, H, W]</param>
    /// <returns>
    /// Class logits [B, classes]; without a classifier the pooled vectors [B, D]. With a distillation token the mean of both classifiers
    /// (DeiT's paper adds the two softmaxes; timm's code takes the mean of the logits, as here).
    /// </returns>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        return Classify(ForwardFeatures(images)).MoveToOuterDisposeScope();
    }

    /// <summary>All tokens after the last block and the final norm.</summary>
    /// <param name="images">[B, inChannels, H, W]</param>
    /// <returns>[B, T, D], tokens [class | distillation | registers | patches].</returns>
    public Tensor ForwardFeatures(Tensor images)
    {
        using var scope = NewDisposeScope();
        var tokens = Embed(_patches.WithGrid(images));
        foreach (var block in _blocks)
            tokens = block.call(tokens);
        return Normalised(tokens).MoveToOuterDisposeScope();
    }

    /// <summary>The two classifiers of a distilled model, each by itself: what its losses need.</summary>
    /// <param name="images">[B, inChannels, H, W]</param>
    /// <returns>Logits of the class token and of the distillation token, [B, classes] each.</returns>
    /// <exception cref="InvalidOperationException">The model has no distillation token, or no classifier.</exception>
    public (Tensor Class, Tensor Distillation) ForwardHeads(Tensor images)
    {
        if (_distillationHead is null)
            throw new InvalidOperationException("the model has no distillation token with a classifier: set Distillation and Classes in its options");
        using var scope = NewDisposeScope();
        var features = ForwardFeatures(images);
        return (ClassLogits(features).MoveToOuterDisposeScope(), DistillationLogits(features).MoveToOuterDisposeScope());
    }

    /// <summary>As <see cref="forward"/>, and keeps every step on the way.</summary>
    /// <param name="images">[B, inChannels, H, W]</param>
    public VisionTransformerSteps ForwardSteps(Tensor images)
    {
        using var scope = NewDisposeScope();
        var patches = _patches.WithGrid(images);
        var embedding = Embed(patches);
        var outputs = new List<Tensor>();
        foreach (var block in _blocks)
            outputs.Add(block.call(outputs.Count == 0 ? embedding : outputs[^1]).MoveToOuterDisposeScope());
        var norm = Normalised(outputs.Count == 0 ? embedding : outputs[^1]);
        return new VisionTransformerSteps(
            patches.Tokens.MoveToOuterDisposeScope(), embedding.MoveToOuterDisposeScope(), outputs,
            norm.MoveToOuterDisposeScope(), Classify(norm).MoveToOuterDisposeScope());
    }

    /// <summary>The final norm by itself, for tokens of a block that is not the last (DINO's intermediate layers).</summary>
    /// <param name="tokens">[B, T, D]</param>
    /// <returns>[B, T, D]</returns>
    public Tensor Normalised(Tensor tokens) => _norm is null ? tokens.alias() : _norm.call(tokens);

    // z₀ = [prefix; patches] + positions
    private Tensor Embed((Tensor Tokens, GridSize Grid) patches)
    {
        var tokens = patches.Tokens;
        var position = Positions(patches.Grid, tokens);
        var coversPrefix = position is not null && PositionPrefix > 0;
        if (position is not null && !coversPrefix)
            tokens = tokens + position;
        var prefix = new[] { _classToken, _distillationToken, _registers }.Where(token => token is not null);
        tokens = cat([.. prefix.Select(token => token!.expand(tokens.shape[0], -1, -1)), tokens], dim: 1); // [B, T, D]
        if (coversPrefix)
            tokens = tokens + position!;
        if (Options.Dropout > 0)
            tokens = functional.dropout(tokens, Options.Dropout, training);
        return _embeddingNorm is null ? tokens : _embeddingNorm.call(tokens);
    }

    // Learned: [1, prefix + N, D]; sinusoidal: [N, D]; null for a model without positions.
    private Tensor? Positions(GridSize grid, Tensor tokens)
    {
        if (Options.Position == TokenPosition.Sinusoidal)
            return SinusoidalEmbedding.GridTable(grid, Options.EmbedDim, GridTableConvention.Lucidrains).to(tokens.dtype).to(tokens.device);
        if (_positionEmbedding is null || grid == Grid)
            return _positionEmbedding;
        if (Options.PositionResize is not { } convention)
            throw new ArgumentException($"the images give {grid} patches, the positions are for {Grid}: set PositionResize to have them resized");
        return EmbeddingResize.Apply(_positionEmbedding, PositionPrefix, Grid, grid, convention);
    }

    private Tensor Classify(Tensor features)
    {
        var logits = ClassLogits(features);
        return _distillationHead is null ? logits : (logits + DistillationLogits(features)) / 2;
    }

    private Tensor ClassLogits(Tensor features)
    {
        var pooled = Options.Pooling switch
        {
            TokenPooling.ClassToken => features.select(1, 0),
            TokenPooling.Mean => features.narrow(1, PrefixTokens, features.shape[1] - PrefixTokens).mean([1]),
            _ => features.mean([1]),
        };                                                                                          // [B, D]
        if (_pooledNorm is not null)
            pooled = _pooledNorm.call(pooled);
        if (_preLogits is not null)
            pooled = _preLogits.call(pooled).tanh();
        return _head is null ? pooled : _head.call(pooled);
    }

    private Tensor DistillationLogits(Tensor features) => _distillationHead!.call(features.select(1, Options.ClassToken ? 1 : 0));
}

/// <summary>What a Vision Transformer computes on the way from images to logits. The caller disposes of the tensors.</summary>
/// <param name="Patches">Projected patches, before positions: [B, N, D].</param>
/// <param name="Embedding">What enters the first block: [B, T, D], tokens [class | distillation | registers | patches].</param>
/// <param name="Blocks">Output of each block: [B, T, D].</param>
/// <param name="Norm">After the final norm (where it comes before pooling): [B, T, D].</param>
/// <param name="Output">Logits [B, classes], or the pooled vector [B, D].</param>
public sealed record VisionTransformerSteps(Tensor Patches, Tensor Embedding, IReadOnlyList<Tensor> Blocks, Tensor Norm, Tensor Output);
