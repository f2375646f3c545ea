using System.Globalization;
using VisionAttention.Tensors;

namespace VisionAttention.Models;

/// <summary>The settings of a <see cref="TextEncoder"/>. The defaults are a small one for short texts, built as a Vision Transformer is.</summary>
public sealed record TextEncoderOptions
{
    /// <summary>Number of different tokens.</summary>
    public required long Vocabulary { get; init; }

    /// <summary>The most tokens of a text, for which there are positions; without positions there is no limit.</summary>
    public long MaxLength { get; init; } = 32;

    /// <summary>Width D of a token.</summary>
    public long EmbedDim { get; init; } = 64;

    /// <summary>Number of encoder blocks.</summary>
    public int Depth { get; init; } = 2;

    /// <summary>Number of heads.</summary>
    public long Heads { get; init; } = 4;

    /// <summary>Number of classes; 0 for no classifier, so that the model returns the pooled vector.</summary>
    public int Classes { get; init; }

    /// <summary>Settings of every encoder block. Its drop path is that of the last block; it grows linearly from 0 with the depth.</summary>
    public EncoderBlockOptions Block { get; init; } = new();

    /// <summary>Which tokens are classified by; the mean is over all real tokens of the text, [CLS] and [SEP] among them. Without a class token of its own the model takes the text's first, such as BERT's [CLS].</summary>
    public TokenPooling Pooling { get; init; } = TokenPooling.ClassToken;

    /// <summary>Whether the model puts a learned class token before the text, as ViT does; texts with [CLS] in them need none.</summary>
    public bool ClassToken { get; init; } = true;

    /// <summary>How the model knows the order of the tokens: learned positions, or none, which makes a text a set.</summary>
    public TokenPosition Position { get; init; } = TokenPosition.Learned;

    /// <summary>The id that marks padding where no mask is given; null where all tokens are real.</summary>
    public long? PaddingId { get; init; } = 0;

    /// <summary>The id of the token that ends every text, which <see cref="TokenPooling.EndToken"/> takes; what is behind the first one is padding.
    /// Null where texts have none.</summary>
    public long? EndId { get; init; }

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

    /// <summary>Probability with which a token's vector is dropped whole in training (word dropout: Iyyer et al. 2015, section 3.1).</summary>
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
        Require.That(EndId is null || (EndId >= 0 && EndId < Vocabulary), $"endId {EndId} is not from 0 to {Vocabulary - 1}, the vocabulary's ids");
        Require.That(
            (EndId is null) == (Pooling != TokenPooling.EndToken),
            $"pooling {Pooling} and endId {EndId?.ToString(CultureInfo.InvariantCulture) ?? "null"} do not go together: EndToken needs the id of the end, and nothing else does");
        Require.That(!Causal || Pooling != TokenPooling.ClassToken, "a causal model's first token sees nothing but itself: pool by EndToken or Mean");
        Require.Known(Pooling, "pooling");
        Require.That(Position is TokenPosition.Learned or TokenPosition.None, $"position {Position} is for grids of patches: take Learned or None");
        Require.BelowOne(Dropout, "dropout");
        Require.BelowOne(TokenDropout, "tokenDropout");
        Require.BelowOne(Block.DropPath, "dropPath");
    }
}
