using System.Globalization;
using VisionAttention.Layers;
using VisionAttention.Tensors;

namespace VisionAttention.Models;

/// <summary>The settings of a <see cref="Clip"/>: two towers and the width in which they meet.</summary>
/// <remarks>Radford et al. 2021, section 2.4, Tables 18 and 20.</remarks>
public sealed record ClipOptions
{
    private const long Vocabulary = 49_408;
    private const long TextLength = 77;

    /// <summary>The tower for images; it has no classifier.</summary>
    public required VisionTransformerOptions Image { get; init; }

    /// <summary>The tower for texts; it has no classifier.</summary>
    public required TextEncoderOptions Text { get; init; }

    /// <summary>Width E of the vectors in which images and texts are compared.</summary>
    public long JointDim { get; init; } = 512;

    /// <summary>The first temperature: cosines are divided by it, or multiplied by its reciprocal, the scale (section 2.5).</summary>
    public double Temperature { get; init; } = 0.07;

    /// <summary>The most that <see cref="Clip.ClampScale"/> leaves of the scale (section 2.5).</summary>
    public double LargestScale { get; init; } = 100;

    /// <summary>Whether vectors are brought to length 1, so that their products are cosines. Only to see what happens without.</summary>
    public bool Normalise { get; init; } = true;

    /// <summary>ViT-B/32 of the paper: images of 224×224 in patches of 32.</summary>
    public static ClipOptions VitB32() => Published(VisionTransformerOptions.Base(32), textWidth: 512);

    /// <summary>ViT-B/16 of the paper.</summary>
    public static ClipOptions VitB16() => Published(VisionTransformerOptions.Base(16), textWidth: 512);

    /// <summary>ViT-L/14 of the paper.</summary>
    /// <param name="image">Side of the image, in pixels: 224, or 336 for ViT-L/14@336px.</param>
    public static ClipOptions VitL14(long image = 224) => Published(VisionTransformerOptions.Large(14, image), textWidth: 768);

    /// <summary>The layout of the published towers: what CLIP's images and texts go through, in any size.</summary>
    /// <param name="image">Size of the tower for images.</param>
    /// <param name="text">Size of the tower for texts. Its last id ends every text.</param>
    /// <param name="activation">OpenAI's weights were trained with <see cref="Activation.QuickGelu"/>, open_clip's mostly with the exact GELU.</param>
    /// <returns>Settings in which the two meet in 512 numbers.</returns>
    public static ClipOptions Of(VisionTransformerOptions image, TextEncoderOptions text, Activation activation = Activation.QuickGelu)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(text);
        return new ClipOptions
        {
            Image = image with { Classes = 0, PatchBias = false, EmbeddingNorm = true, Block = Block(image.Block) },
            Text = text with
            {
                ClassToken = false,
                Causal = true,
                Pooling = TokenPooling.EndToken,
                EndId = text.EndId ?? text.Vocabulary - 1,
                Classes = 0,
                Block = Block(text.Block),
            },
        };

        EncoderBlockOptions Block(EncoderBlockOptions block) => block with { Activation = activation, NormEpsilon = 1e-5 };
    }

    /// <summary>Refuses settings that contradict each other.</summary>
    /// <exception cref="ArgumentException">Names the values and the rule.</exception>
    internal void Check()
    {
        Require.AboveZero(JointDim, "jointDim");
        Require.That(
            Image.Classes == 0 && Text.Classes == 0,
            $"the towers have classifiers of {Image.Classes} and {Text.Classes} classes: set Classes to 0, their vectors are compared with each other");
        Require.That(
            Image.PreLogitsDim is null && Text.PreLogitsDim is null,
            $"the towers have preLogitsDim {Image.PreLogitsDim?.ToString(CultureInfo.InvariantCulture) ?? "null"} and {Text.PreLogitsDim?.ToString(CultureInfo.InvariantCulture) ?? "null"}: " +
            "set both to null, the projections follow the norm");
        Require.That(!Image.Distillation, "the tower for images has a distillation token, which CLIP has no use for: set Distillation to false");
        Require.That(double.IsFinite(Temperature) && Temperature > 0, $"temperature {Temperature} is not above 0");
        Require.That(
            double.IsFinite(LargestScale) && LargestScale >= 1 / Temperature,
            $"largestScale {LargestScale} is below the first scale, 1 / temperature = {1 / Temperature:g4}");
    }

    private static ClipOptions Published(VisionTransformerOptions image, long textWidth)
    {
        var text = new TextEncoderOptions { Vocabulary = Vocabulary, MaxLength = TextLength, EmbedDim = textWidth, Depth = 12, Heads = textWidth / 64 };
        return Of(image, text) with { JointDim = textWidth };
    }
}
