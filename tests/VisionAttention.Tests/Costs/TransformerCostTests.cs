using VisionAttention.Costs;
using VisionAttention.Kit.Costs;
using VisionAttention.Models;
using VisionAttention.Positions;

namespace VisionAttention.Tests.Costs;

/// <summary>Exact parameters and multiply-adds of ViT and DeiT at 1000 classes: published counts, and the formula in the class's remarks.</summary>
public class TransformerCostTests
{
    [Theory]
    [InlineData("ViT-Ti/16", 5_717_416, 5_524_416, 1_253_683_200)]
    [InlineData("ViT-S/16", 22_050_664, 21_665_664, 4_598_882_304)]
    [InlineData("ViT-B/16", 86_567_656, 85_798_656, 17_563_828_224)]
    [InlineData("ViT-B/32", 88_224_232, 87_455_232, 4_409_186_304)]
    [InlineData("ViT-L/16", 304_326_632, 303_301_632, 61_554_712_576)]
    [InlineData("ViT-L/32", 306_535_400, 305_510_400, 15_377_539_072)]
    [InlineData("ViT-H/14", 632_045_800, 630_764_800, 167_295_109_120)]
    public void A_ViT_has_the_published_costs(string name, long parameters, long withoutHead, long multiplyAdds)
    {
        var result = TransformerResult.Of(Printed(name));
        Assert.Equal(parameters, result.Parameters);
        Assert.Equal(withoutHead, result.Parameters - result.HeadParameters);
        Assert.Equal(multiplyAdds, result.MultiplyAdds);
        // The model without a classifier is the same less its products.
        var headless = ModelCost.Of(Printed(name).Options with { Classes = 0 }, CostConvention.MultiplyAdds);
        Assert.Equal(withoutHead, headless.Parameters);
        Assert.Equal(2 * (multiplyAdds - 1000 * Printed(name).Options.EmbedDim), headless.Flops);
    }

    [Theory]
    [InlineData("ViT-B/16", 86_859_496, 55.48)]
    [InlineData("ViT-L/16", 304_715_752, 191.07)]
    public void Larger_images_cost_longer_sequences(string name, long parameters, double billionMultiplyAdds)
    {
        var report = ModelCost.Of(Printed(name).Options with { Image = ImageSize.Square(384) });
        Assert.Equal(parameters, report.Parameters);
        Assert.Equal(billionMultiplyAdds, report.MultiplyAdds / 1e9, tolerance: 0.005);
    }

    [Fact]
    public void Settings_cost_what_a_whole_model_of_them_costs()
    {
        var options = VisionTransformerOptions.Tiny();
        using var model = new VisionTransformer(options);
        foreach (var convention in Enum.GetValues<CostConvention>())
            Assert.Equivalent(ModelCost.Of(model, options.Image, convention).Layers, ModelCost.Of(options, convention).Layers, strict: true);
        Assert.Equal(model.ParameterCount, ModelCost.Of(options).Parameters);
    }

    // Parameters: the published weights. Multiply-adds: N·P²·C·D for the patches, T·(4·D² + 2·D·4·D) + 2·T²·D a block, D·E for a projection, E for the product.
    [Theory]
    [InlineData("clip-vit-b32", 151_277_313, 49, 32, 768, 12, 512, 512)]
    [InlineData("clip-vit-b16", 149_620_737, 196, 16, 768, 12, 512, 512)]
    [InlineData("clip-vit-l14", 427_616_513, 256, 14, 1024, 24, 768, 768)]
    [InlineData("clip-vit-l14-336", 427_944_193, 576, 14, 1024, 24, 768, 768)]
    public void A_CLIP_has_the_published_parameters_and_the_multiply_adds_of_its_towers(string name, long parameters, long patches, long side, long dim, int depth, long textDim, long joint)
    {
        var report = ModelCost.Of(ModelNames.Clip(name)!, CostConvention.MultiplyAdds);
        var image = patches * side * side * 3 * dim + depth * Block(patches + 1, dim) + dim * joint;
        var text = 12 * Block(77, textDim) + textDim * joint;
        Assert.Equal(parameters, report.Parameters);
        Assert.Equal(image + text + joint, report.MultiplyAdds);
        Assert.Equal(text, report.Layers.Where(layer => layer.Name.StartsWith("text", StringComparison.Ordinal)).Sum(layer => layer.MultiplyAdds));

        static long Block(long tokens, long width) => tokens * 12 * width * width + 2 * tokens * tokens * width;
    }

    [Fact]
    public void Settings_of_a_CLIP_cost_what_a_whole_model_of_them_costs()
    {
        var options = ClipOptions.Of(
            new VisionTransformerOptions { Image = new ImageSize(8, 12), PatchSize = 4, EmbedDim = 8, Depth = 3, Heads = 2 },
            new TextEncoderOptions { Vocabulary = 11, MaxLength = 6, EmbedDim = 12, Depth = 2, Heads = 3 }) with { JointDim = 10 };
        using var model = new Clip(options);
        foreach (var convention in Enum.GetValues<CostConvention>())
            Assert.Equivalent(ModelCost.Of(model, options.Image.Image, convention).Layers, ModelCost.Of(options, convention).Layers, strict: true);
        Assert.Equal(model.ParameterCount, ModelCost.Of(options).Parameters);
        Refusal.Says("heads", () => ModelCost.Of(options with { Text = options.Text with { Heads = 5 } }));
    }

    [Fact]
    public void Another_size_has_positions_that_are_resized()
    {
        var options = new VisionTransformerOptions { Image = new ImageSize(8, 12), PatchSize = 4, EmbedDim = 8, Depth = 2, Heads = 2, Classes = 3 };
        using var resizing = new VisionTransformer(options with { PositionResize = ResizeConvention.Bicubic });
        var report = ModelCost.Of(resizing, new ImageSize(12, 20));
        Assert.Equal([16, 8], report.Layers.Single(layer => layer.Name == "norm").OutputShape);
        Assert.Equal(resizing.ParameterCount, report.Parameters);
    }

    [Fact]
    public void A_count_beyond_64_bits_is_refused()
    {
        using var model = new VisionTransformer(new VisionTransformerOptions
        {
            Image = ImageSize.Square(8), PatchSize = 1, EmbedDim = 64, Heads = 1, Depth = 1, Classes = 2, Position = TokenPosition.None,
        });
        Refusal.Says("does not fit into 64 bits", () => ModelCost.Of(model, ImageSize.Square(65536)));
    }

    private static PrintedTransformer Printed(string name) => PrintedTransformer.All.Single(model => model.Name == name);
}
