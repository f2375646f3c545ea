using VisionAttention.Models;
using VisionAttention.Training;

namespace VisionAttention.Tests.Training;

/// <summary>Learning rates that fall from the head down.</summary>
public sealed class LayerRatesTests
{
    [Theory]
    [InlineData("head.weight", 1)]
    [InlineData("norm.bias", 1)]
    [InlineData("pre_logits.weight", 1)]
    [InlineData("blocks.11.mlp.fc1.weight", 0.5)]
    [InlineData("encoder.blocks.10.norm1.bias", 0.25)]
    [InlineData("blocks.1.attn.qkv.weight", 0.00048828125)]
    [InlineData("blocks.0.attn.qkv.weight", 0.000244140625)]
    [InlineData("patch_embed.proj.weight", 0.0001220703125)]
    [InlineData("encoder.tok_embed.weight", 0.0001220703125)]
    [InlineData("pos_embed", 0.0001220703125)]
    public void Each_layer_has_half_of_the_one_above(string name, double expected) => Assert.Equal(expected, LayerRates.Falling(12, 0.5)(name), 1e-15);

    [Fact]
    public void What_is_frozen_has_none_and_every_parameter_of_both_models_has_a_layer()
    {
        var rates = LayerRates.Falling(3, 0.5, frozenBelow: 2);
        Assert.Equal([0.0, 0, 0.5, 1], new[] { "tok_embed.weight", "blocks.1.norm1.bias", "blocks.2.norm1.bias", "head.bias" }.Select(rates));
        using var text = new TextEncoder(TextEncoderOptions.Bert(11, 12, 3, 3) with { MaxLength = 4, Classes = 2 });
        Assert.Equal(3 * 12, text.named_parameters().Count(entry => LayerRates.Falling(3, 0.5)(entry.name) is 0.5 or 0.25 or 0.125));
        Assert.Equal(5, text.named_parameters().Count(entry => LayerRates.Falling(3, 0.5)(entry.name) == 0.0625));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Refusal.Says("decay 0 is not above 0", () => LayerRates.Falling(3, 0));
        Refusal.Says("frozenBelow 4 is not from 0 to 3", () => LayerRates.Falling(3, 0.5, 4));
        Refusal.Says("blocks.3.norm1.bias is of block 3, expected 0 to 2", () => LayerRates.Falling(3, 0.5)("blocks.3.norm1.bias"));
    }
}
