using System.Text.Json;
using VisionAttention.Attention;
using VisionAttention.Models;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>The settings that all families of Vision Transformers write the same way.</summary>
internal static class VisionTransformerSettings
{
    /// <summary>Image, patch, width, depth, heads, MLP, classes, ε and the bias of query, key and value.</summary>
    public static VisionTransformerOptions Of(GoldenCase golden)
    {
        var image = golden.Config.GetProperty("image");
        return new VisionTransformerOptions
        {
            Image = image.ValueKind == JsonValueKind.Array
                ? new ImageSize(image[0].GetInt64(), image[1].GetInt64())
                : ImageSize.Square(image.GetInt64()),
            PatchSize = golden.Whole("patch"),
            EmbedDim = golden.Whole("dim"),
            Depth = golden.Whole("depth"),
            Heads = golden.Whole("heads"),
            Classes = golden.OptionalWhole("classes") ?? 0,
            Block = new EncoderBlockOptions
            {
                MlpDim = golden.Whole("mlp_dim"),
                NormEpsilon = golden.Number("norm_eps"),
                Attention = new MultiheadSelfAttentionOptions
                {
                    Bias = !golden.Config.TryGetProperty("qkv_bias", out _) || golden.Flag("qkv_bias"),
                    NormEpsilon = golden.Number("norm_eps"),
                },
            },
        };
    }
}
