using VisionAttention.Attention;
using VisionAttention.Models;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>The settings that all families of Vision Transformers write the same way.</summary>
internal static class VisionTransformerSettings
{
    /// <summary>Image, patch, width, depth, heads, MLP, activation, classes, ε and the bias of query, key and value.</summary>
    public static VisionTransformerOptions From(GoldenCase golden)
    {
        var settings = golden.Settings;
        var image = settings.Grid("image");
        var input = golden.Shape("input", dimensions: 4);                                           // [B, C, H, W]
        var epsilon = settings.Number("norm_eps");
        settings.Expect("run_image", input.AsSpan(2));
        return new VisionTransformerOptions
        {
            Image = new ImageSize(image.Rows, image.Columns),
            InChannels = (int)input[1],
            PatchSize = settings.Whole("patch"),
            EmbedDim = settings.Whole("dim"),
            Depth = settings.Whole("depth"),
            Heads = settings.Whole("heads"),
            Classes = settings.OptionalWhole("classes") ?? 0,
            Block = new EncoderBlockOptions
            {
                MlpDim = settings.Whole("mlp_dim"),
                Activation = settings.ActivationOf("activation"),
                NormEpsilon = epsilon,
                Attention = new MultiheadSelfAttentionOptions { Bias = settings.Flag("qkv_bias", otherwise: true), NormEpsilon = epsilon },
            },
        };
    }

    /// <summary>Holds the code base whose names the weights are said to have against the one that was found.</summary>
    /// <exception cref="InvalidDataException">They differ.</exception>
    public static void CheckNaming(GoldenCase golden, string found)
    {
        // Hugging Face is written huggingface; google-bigvision is one of Google's.
        var given = golden.Settings.Text("naming");
        var source = found.Replace(" ", "", StringComparison.Ordinal);
        if (given.Length > 0 && !given.Split('-')[0].Equals(source, StringComparison.OrdinalIgnoreCase))
            throw new InvalidDataException($"naming is {given}, the weights have the names of {found}");
    }
}
