using TorchSharp.Modules;
using VisionAttention.Models;
using VisionAttention.Positions;

namespace VisionAttention.Analysis;

/// <summary>The cost of a Vision Transformer: patches, tokens and positions, encoder blocks, classifiers.</summary>
/// <remarks>Dosovitskiy et al. 2021, section 3.1, Eq. 1 to 4; Touvron et al. 2020 for the distillation token.</remarks>
internal static class TransformerCost
{
    /// <summary>A model's layers, its last block as often as it takes to have a depth.</summary>
    public static void Add(CostWalk walk, VisionTransformer model, ImageSize image, int depth)
    {
        var (options, parts) = (model.Options, new Parts(model, path: ""));
        var grid = PatchEmbeddingCost.Add(
            walk, parts.Below("patch_embed"), options.PatchSize, new MapShape(options.InChannels, image.Height, image.Width));
        if (options.Position == TokenPosition.Learned && grid != model.Grid && options.PositionResize is null)
            throw new ArgumentException($"the images give {grid.Rows}×{grid.Columns} patches, the positions are for {model.Grid.Rows}×{model.Grid.Columns}: set PositionResize to have them resized");
        var tokens = model.PrefixTokens + grid.Count;
        AddTokens(walk, model, grid, tokens);
        if (parts.Find<LayerNorm>("norm_pre") is { } embeddingNorm)
            TokenLayerCost.AddNorm(walk, embeddingNorm, "norm_pre", tokens, options.EmbedDim);
        var blocks = parts.Below("blocks");
        for (var index = 0; index < depth; index++)
            EncoderBlockCost.Add(walk, blocks.Get<EncoderBlock>($"{Math.Min(index, options.Depth - 1)}"), blocks.PathOf($"{index}"), tokens);
        if (parts.Find<LayerNorm>("norm") is { } norm)
            TokenLayerCost.AddNorm(walk, norm, "norm", tokens, options.EmbedDim);
        AddHeads(walk, options, parts, grid, tokens);
    }

    // Prefix tokens cost parameters and no operation; positions are added to every token that has one.
    private static void AddTokens(CostWalk walk, VisionTransformer model, GridSize grid, long tokens)
    {
        var (options, dim) = (model.Options, model.Options.EmbedDim);
        var own = model.named_parameters(recurse: false).ToDictionary(entry => entry.name, entry => entry.parameter.numel());
        foreach (var (name, kind) in new[] { ("cls_token", "class token"), ("dist_token", "distillation token"), ("reg_token", "registers") })
        {
            if (own.TryGetValue(name, out var parameters))
                walk.Add(name, kind, [], [parameters / dim, dim], parameters, new OperationCount());
        }
        if (options.Position == TokenPosition.Learned)
            TokenLayerCost.AddSum(walk, "pos_embed", "learned positions", own["pos_embed"], options.PositionsForPrefix ? tokens : grid.Count, dim);
        else if (options.Position == TokenPosition.Sinusoidal)
            TokenLayerCost.AddSum(walk, "positions", "sinusoidal positions", 0, grid.Count, dim);
    }

    private static void AddHeads(CostWalk walk, VisionTransformerOptions options, Parts parts, GridSize grid, long tokens)
    {
        if (options.Pooling != TokenPooling.ClassToken)
        {
            var pooled = options.Pooling == TokenPooling.Mean ? grid.Count : tokens;
            var operations = new OperationCount { Pooled = checked(pooled * options.EmbedDim) };
            walk.Add("pool", "mean of tokens", [pooled, options.EmbedDim], [options.EmbedDim], parameters: 0, operations);
        }
        if (parts.Find<LayerNorm>("fc_norm") is { } norm)
            TokenLayerCost.AddNorm(walk, norm, "fc_norm", options.EmbedDim);
        if (parts.Find<Linear>("pre_logits") is { } hidden)
            TokenLayerCost.AddLinear(walk, hidden, "pre_logits", tokens: null, "tanh");
        foreach (var name in new[] { "head", "head_dist" })
        {
            if (parts.Find<Linear>(name) is { } head)
                TokenLayerCost.AddLinear(walk, head, name, tokens: null);
        }
    }
}
