using TorchSharp.Modules;
using VisionAttention.Attention;
using VisionAttention.Layers;
using VisionAttention.Models;
using VisionAttention.Positions;
using VisionAttention.Tensors;

namespace VisionAttention.Costs;

/// <summary>The costs of a Vision Transformer: patches, tokens and positions, encoder blocks, classifiers; and of CLIP, with its tower for texts.</summary>
/// <remarks>
/// Dosovitskiy et al. 2021, section 3.1, Eq. 1 to 4; Touvron et al. 2020 for the distillation token. Products: N·P²·C·D for the patches, those
/// of a hybrid model's front end before them, and T·(4·D² + 2·D·M) + 2·T²·D a block for T tokens of width D and an MLP of width M.
/// Radford et al. 2021: a text has as many tokens as there are positions, looking up words costs nothing, and the T² places of attention all count,
/// though a token looks back only.
/// </remarks>
internal static class TransformerCosts
{
    /// <summary>A model's layers, its last block as often as it takes to have a depth.</summary>
    public static void Add(Part whole, VisionTransformer model, ImageSize image, int depth)
    {
        var options = model.Options;
        var grid = AddPatches(whole["patch_embed"], options.PatchSize, new MapShape(options.InChannels, image));
        if (options.Position == TokenPosition.Learned && grid != model.Grid && options.PositionResize is null)
            throw new ArgumentException($"the images give {grid} patches, the positions are for {model.Grid}: set PositionResize to have them resized");
        var tokens = model.PrefixTokens + grid.Count;
        AddTokens(whole, model, grid, tokens);
        AddBlocks(whole, tokens, options.EmbedDim, depth);
        AddHeads(whole, options, options.Pooling == TokenPooling.Mean ? grid.Count : tokens);
    }

    /// <summary>Both towers, for one image and one text, and what compares them.</summary>
    public static void Add(Part whole, Clip model, ImageSize image, int depth, int textDepth)
    {
        var options = model.Options;
        Add(whole["visual"], model.Image, image, depth);
        whole["visual_proj"].AddLinear(tokens: null);
        AddTexts(whole["text"], options.Text, textDepth);
        whole["text_proj"].AddLinear(tokens: null);
        whole.Add("product, scale", [2, options.JointDim], [1], whole.Parameters, new OperationCount { Products = options.JointDim, Added = 1 }, "logit_scale");
    }

    // A tower of CLIP's: it has no classifier, and no tokens of its own.
    private static void AddTexts(Part whole, TextEncoderOptions options, int depth)
    {
        long[] shape = [options.MaxLength, options.EmbedDim];
        var words = whole["tok_embed"];
        words.Add("words", [options.MaxLength], shape, words.Parameters, new OperationCount());
        if (options.Position == TokenPosition.Learned)
            whole.AddSum("learned positions", whole.Parameters, shape, "pos_embed");
        AddBlocks(whole, options.MaxLength, options.EmbedDim, depth);
    }

    private static void AddBlocks(Part whole, long tokens, long embedDim, int depth)
    {
        whole.Find("norm_pre")?.AddLayerNorm(tokens, embedDim);
        var stack = whole["blocks"];
        var blocks = stack.Layers.ToList();
        for (var index = 0; index < depth; index++)
            AddBlock(blocks[Math.Min(index, blocks.Count - 1)] with { Path = $"{stack.Path}.{index}" }, tokens);
        whole.Find("norm")?.AddLayerNorm(tokens, embedDim);
    }

    private static GridSize AddPatches(Part part, int patchSize, MapShape image)
    {
        var map = part.Find("backbone") is { } backbone ? ResNetCosts.AddLayer(backbone, image) : image;
        var grid = new GridSize(map.Size.Height / patchSize, map.Size.Width / patchSize);
        if (grid.Rows * patchSize != map.Size.Height || grid.Columns * patchSize != map.Size.Width || grid.Count == 0)
        {
            var what = map == image ? "the image" : $"the backbone's map of a {image.Size} image";
            throw new ArgumentException($"{what} is {map.Size}, which patches of patchSize {patchSize} do not fill");
        }
        var projection = part["proj"];
        if (part.Find("norm_patch") is { } patchNorm)
            AddNormedPatches(patchNorm, projection, part["norm"], grid.Count);
        else
            projection.AddConvolution(map);
        return grid;
    }

    // With norms the projection is applied to patches as vectors, not as a convolution.
    private static void AddNormedPatches(Part patchNorm, Part projection, Part norm, long patches)
    {
        var layer = (Conv2d)projection.Module;
        var (width, embedDim) = (layer.weight.numel() / layer.out_channels, layer.out_channels);
        patchNorm.AddLayerNorm(patches, width);
        var operations = new OperationCount
        {
            Products = checked(patches * layer.weight.numel()), Added = layer.bias is null ? 0 : checked(patches * embedDim),
        };
        projection.Add("linear", [patches, width], [patches, embedDim], projection.Parameters, operations);
        norm.AddLayerNorm(patches, embedDim);
    }

    // Prefix tokens cost parameters and no operation; positions are added to every token that has one.
    private static void AddTokens(Part whole, VisionTransformer model, GridSize grid, long tokens)
    {
        var (options, dim) = (model.Options, model.Options.EmbedDim);
        var own = model.named_parameters(recurse: false).ToDictionary(entry => entry.name, entry => entry.parameter.numel());
        foreach (var (name, kind) in new[] { ("cls_token", "class token"), ("dist_token", "distillation token"), ("reg_token", "registers") })
        {
            if (own.TryGetValue(name, out var parameters))
                whole.Add(kind, [], [parameters / dim, dim], parameters, new OperationCount(), name);
        }
        if (options.Position == TokenPosition.Learned)
            whole.AddSum("learned positions", own["pos_embed"], [options.PositionsForPrefix ? tokens : grid.Count, dim], "pos_embed");
        else if (options.Position == TokenPosition.Sinusoidal)
            whole.AddSum("sinusoidal positions", parameters: 0, [grid.Count, dim], "positions");
    }

    // Layers are listed as in ViT, with the norm before each branch, unless the block has it behind the sum.
    private static void AddBlock(Part part, long tokens)
    {
        var block = (EncoderBlock)part.Module;
        var attention = part["attn"];
        var (layer, mlp) = ((MultiheadSelfAttention)attention.Module, part["mlp"]);
        AddBranch("attn", number: 1, () => AddAttention(attention, layer, tokens));
        AddBranch("mlp", number: 2, () =>
        {
            mlp["fc1"].AddLinear(tokens, Words(block.Options.Activation));
            mlp["fc2"].AddLinear(tokens);
        });

        void AddBranch(string name, int number, Action add)
        {
            long[] shape = [tokens, layer.EmbedDim];
            var (norm, isPre) = (part[$"norm{number}"], block.Options.Norm == NormPlacement.Pre);
            if (isPre)
                norm.AddLayerNorm(shape);
            add();
            if (part.Find($"ls{number}") is { } scale)
                scale.AddSum("layer scale", scale.Parameters, shape);
            part.AddSum("sum", parameters: 0, shape, name);
            if (!isPre)
                norm.AddLayerNorm(shape);
        }
    }

    private static void AddAttention(Part part, MultiheadSelfAttention layer, long tokens)
    {
        var (heads, width) = (layer.Heads, layer.Heads * layer.HeadDim);
        part["qkv"].AddLinear(tokens);
        part.Find("q_norm")?.AddLayerNorm(heads, tokens, layer.HeadDim);
        part.Find("k_norm")?.AddLayerNorm(heads, tokens, layer.HeadDim);
        var operations = new OperationCount { Products = checked(2 * tokens * tokens * width), Softmax = checked(heads * tokens * tokens) };
        part.Add($"attention, {Counted.Text(heads, "head")}", [tokens, 3 * width], [tokens, width], parameters: 0, operations, "heads");
        part["proj"].AddLinear(tokens);
    }

    private static void AddHeads(Part whole, VisionTransformerOptions options, long pooled)
    {
        if (options.Pooling != TokenPooling.ClassToken)
        {
            var operations = new OperationCount { Pooled = checked(pooled * options.EmbedDim) };
            whole.Add("mean of tokens", [pooled, options.EmbedDim], [options.EmbedDim], parameters: 0, operations, "pool");
        }
        whole.Find("fc_norm")?.AddLayerNorm(options.EmbedDim);
        whole.Find("pre_logits")?.AddLinear(tokens: null, "tanh");
        whole.Find("head")?.AddLinear(tokens: null);
        whole.Find("head_dist")?.AddLinear(tokens: null);
    }

    private static string Words(Activation activation) => activation switch
    {
        Activation.Gelu => "GELU",
        Activation.GeluTanh => "GELU (tanh)",
        Activation.QuickGelu => "quick GELU",
        Activation.Relu => "ReLU",
        Activation.Silu => "SiLU",
        _ => activation.ToString(),
    };
}
