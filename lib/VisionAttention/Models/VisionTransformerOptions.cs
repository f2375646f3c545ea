using VisionAttention.Positions;
using VisionAttention.Tensors;

namespace VisionAttention.Models;

/// <summary>The settings of a <see cref="VisionTransformer"/>. The defaults are ViT-B/16 at 224×224 (Dosovitskiy et al. 2021, Table 1).</summary>
public sealed record VisionTransformerOptions
{
    /// <summary>Size of the images the positions are made for, in pixels.</summary>
    public ImageSize Image { get; init; } = ImageSize.Square(224);

    /// <summary>Side P of a patch: pixels of the image, or places of the backbone's map.</summary>
    public int PatchSize { get; init; } = 16;

    /// <summary>Channels of the images.</summary>
    public int InChannels { get; init; } = 3;

    /// <summary>Number of classes; 0 for no classifier, so that the model returns the pooled vector.</summary>
    public int Classes { get; init; } = 1000;

    /// <summary>Width D of a token.</summary>
    public long EmbedDim { get; init; } = 768;

    /// <summary>Number of encoder blocks.</summary>
    public int Depth { get; init; } = 12;

    /// <summary>Number of heads.</summary>
    public long Heads { get; init; } = 12;

    /// <summary>Settings of every encoder block. Its drop path is that of the last block; it grows linearly from 0 with the depth.</summary>
    public EncoderBlockOptions Block { get; init; } = new();

    /// <summary>Which tokens are classified by.</summary>
    public TokenPooling Pooling { get; init; } = TokenPooling.ClassToken;

    /// <summary>Whether there is a class token; with <see cref="TokenPooling.ClassToken"/> there must be.</summary>
    public bool ClassToken { get; init; } = true;

    /// <summary>Number of register tokens: tokens without a meaning of their own (Darcet et al. 2023, section 2.2).</summary>
    public int Registers { get; init; }

    /// <summary>A distillation token with a classifier of its own (DeiT, Touvron et al. 2020, section 4).</summary>
    public bool Distillation { get; init; }

    /// <summary>How the model knows where its patches are.</summary>
    public TokenPosition Position { get; init; } = TokenPosition.Learned;

    /// <summary>Whether class, distillation and register tokens have learned positions, too.</summary>
    public bool PositionsForPrefix { get; init; } = true;

    /// <summary>How learned positions follow images of another size than <see cref="Image"/>; null to refuse such images.</summary>
    public ResizeConvention? PositionResize { get; init; }

    /// <summary>Whether the patch projection adds a bias.</summary>
    public bool PatchBias { get; init; } = true;

    /// <summary>Layer norms before and after the patch projection (lucidrains' vit-pytorch, SimpleViT).</summary>
    public bool PatchNorm { get; init; }

    /// <summary>A layer norm between the embedding and the first block (timm's <c>pre_norm</c>, CLIP).</summary>
    public bool EmbeddingNorm { get; init; }

    /// <summary>The final norm is applied to the pooled vector instead of to every token.</summary>
    public bool NormAfterPooling { get; init; }

    /// <summary>Whether there is a final norm at all. With norms after the sums in the blocks there need not be.</summary>
    public bool FinalNorm { get; init; } = true;

    /// <summary>Width of a tanh layer before the classifier, as in ViT's pre-training (section 3.1); null for none.</summary>
    public long? PreLogitsDim { get; init; }

    /// <summary>Probability with which a number of the embedded tokens is dropped in training.</summary>
    public double Dropout { get; init; }

    /// <summary>The network whose feature map is cut into patches instead of the image (hybrid model, section 3.1); null for none.</summary>
    public BackboneOptions? Backbone { get; init; }

    /// <summary>ViT-Ti, the smallest of DeiT: D = 192, 3 heads.</summary>
    /// <param name="patchSize">Side of a patch, in pixels.</param>
    /// <param name="image">Side of the image, in pixels.</param>
    public static VisionTransformerOptions Tiny(int patchSize = 16, long image = 224) => Sized(192, 12, 3, patchSize, image);

    /// <summary>ViT-S of DeiT: D = 384, 6 heads.</summary>
    /// <inheritdoc cref="Tiny"/>
    public static VisionTransformerOptions Small(int patchSize = 16, long image = 224) => Sized(384, 12, 6, patchSize, image);

    /// <summary>ViT-B: D = 768, 12 heads (Dosovitskiy et al. 2021, Table 1).</summary>
    /// <inheritdoc cref="Tiny"/>
    public static VisionTransformerOptions Base(int patchSize = 16, long image = 224) => Sized(768, 12, 12, patchSize, image);

    /// <summary>ViT-L: D = 1024, 24 blocks, 16 heads (Dosovitskiy et al. 2021, Table 1).</summary>
    /// <inheritdoc cref="Tiny"/>
    public static VisionTransformerOptions Large(int patchSize = 16, long image = 224) => Sized(1024, 24, 16, patchSize, image);

    /// <summary>ViT-H: D = 1280, 32 blocks, 16 heads (Dosovitskiy et al. 2021, Table 1).</summary>
    /// <inheritdoc cref="Tiny"/>
    public static VisionTransformerOptions Huge(int patchSize = 14, long image = 224) => Sized(1280, 32, 16, patchSize, image);

    /// <summary>
    /// Turns a model into SimpleViT: fixed positions, no class token, mean of the patches (Beyer et al. 2022, 2205.01580). As in lucidrains'
    /// vit-pytorch there are norms around the patch projection and no biases in attention.
    /// </summary>
    public VisionTransformerOptions AsSimple()
    {
        return this with
        {
            ClassToken = false,
            Pooling = TokenPooling.Mean,
            Position = TokenPosition.Sinusoidal,
            PatchNorm = true,
            Block = Block with { NormEpsilon = 1e-5, Attention = Block.Attention with { Bias = false, OutputBias = false } },
        };
    }

    /// <summary>Refuses settings that contradict each other.</summary>
    /// <exception cref="ArgumentException">Names the values and the rule.</exception>
    internal void Check()
    {
        Require.That(EmbedDim > 0 && Depth > 0, $"embedDim {EmbedDim} and depth {Depth} must be above 0");
        Require.That(Image.Height > 0 && Image.Width > 0, $"the image of {Image} pixels is empty");
        Require.That(PatchSize > 0 && InChannels > 0, $"patchSize {PatchSize} and inChannels {InChannels} must be above 0");
        Require.That(Classes >= 0, $"classes {Classes} is below 0");
        Require.That(Registers >= 0, $"registers {Registers} is below 0");
        Require.That(PreLogitsDim is null or > 0, $"preLogitsDim {PreLogitsDim} is not above 0");
        Require.That(ClassToken || Pooling != TokenPooling.ClassToken, "pooling ClassToken needs a class token: set ClassToken, or another pooling");
        Require.That(Pooling != TokenPooling.EndToken, "pooling EndToken is for texts: patches have no last one");
        Require.That(!Distillation || Pooling == TokenPooling.ClassToken, $"a distillation token goes with pooling ClassToken, not {Pooling}");
        Require.That(!NormAfterPooling || !Distillation, "normAfterPooling does not go with a distillation token: its classifier takes normed tokens");
        Require.That(Position != TokenPosition.Sinusoidal || EmbedDim % 4 == 0, $"embedDim {EmbedDim} is not a multiple of 4, which sinusoidal positions need");
        Require.AboveZero(Heads, "heads");
        Require.That(Block.Attention.HeadDim is not null || EmbedDim % Heads == 0, $"embedDim {EmbedDim} is not a multiple of heads {Heads}");
        Require.BelowOne(Dropout, "dropout");
        Require.BelowOne(Block.Dropout, "dropout");
        Require.BelowOne(Block.DropPath, "dropPath");
        _ = Grid();
    }

    /// <summary>Patches in a column and in a row.</summary>
    /// <exception cref="ArgumentException">The patches do not fill the image, or the backbone's map of it.</exception>
    internal GridSize Grid()
    {
        var map = Backbone is null ? Image : ResNetBackbone.MapSize(Backbone, Image);
        var grid = new GridSize(map.Height / PatchSize, map.Width / PatchSize);
        if (grid.Rows * PatchSize != map.Height || grid.Columns * PatchSize != map.Width || grid.Rows * grid.Columns == 0)
        {
            var what = Backbone is null ? "the image" : $"the backbone's map of a {Image} image";
            throw new ArgumentException($"{what} is {map}, which patches of patchSize {PatchSize} do not fill");
        }
        return grid;
    }

    private static VisionTransformerOptions Sized(long embedDim, int depth, long heads, int patchSize, long image) =>
        new VisionTransformerOptions { EmbedDim = embedDim, Depth = depth, Heads = heads, PatchSize = patchSize, Image = ImageSize.Square(image) };
}

/// <summary>Which tokens a Vision Transformer, or a <see cref="TextEncoder"/>, classifies by.</summary>
public enum TokenPooling
{
    /// <summary>The class token (Dosovitskiy et al. 2021, section 3.1).</summary>
    ClassToken,

    /// <summary>The mean of the patch tokens; class, distillation and register tokens are left out (timm's <c>avg</c>).</summary>
    Mean,

    /// <summary>The mean of all tokens, the class token included (lucidrains' vit-pytorch before November 2025).</summary>
    MeanOfAll,

    /// <summary>The token that ends a text, the only one that a causal <see cref="TextEncoder"/> lets see all others (Radford et al. 2021, section 2.4).</summary>
    EndToken,
}

/// <summary>How a Vision Transformer knows where its patches are. Compare Dosovitskiy et al. 2021, Table 8.</summary>
public enum TokenPosition
{
    /// <summary>It does not: patches are a set.</summary>
    None,

    /// <summary>A learned vector for each place, added to the tokens (ViT).</summary>
    Learned,

    /// <summary>A fixed two-dimensional sine and cosine table, added to the patches (SimpleViT, Beyer et al. 2022).</summary>
    Sinusoidal,
}
