using TorchSharp;
using VisionAttention.Attention;
using VisionAttention.Models;
using VisionAttention.Positions;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Models;

/// <summary>The Vision Transformer and its variants.</summary>
public sealed class VisionTransformerTests : IDisposable
{
    private static readonly VisionTransformerOptions Small = new()
    {
        Image = new ImageSize(12, 20), PatchSize = 4, EmbedDim = 12, Depth = 2, Heads = 3, Classes = 5, Block = new EncoderBlockOptions { MlpDim = 16 },
    };

    private readonly DisposeScope _scope = NewDisposeScope();

    public VisionTransformerTests() => manual_seed(12);

    public static TheoryData<string> Variants => [.. Settings.Keys];

    private static Dictionary<string, VisionTransformerOptions> Settings => new()
    {
        ["class token"] = Small,
        ["mean of the patches"] = Small with { Pooling = TokenPooling.Mean, NormAfterPooling = true },
        ["mean of all"] = Small with { Pooling = TokenPooling.MeanOfAll },
        ["registers"] = Small with { Registers = 3, PositionsForPrefix = false },
        ["distilled"] = Small with { Distillation = true },
        ["layer scale and drop path"] = Small with { Block = Small.Block with { LayerScale = 0.1, DropPath = 0.2 } },
        ["norms after the sums"] = Small with { FinalNorm = false, Block = Small.Block with { Norm = NormPlacement.Post } },
        ["norms of queries and keys"] = Small with { EmbeddingNorm = true, Block = Small.Block with { Attention = new() { QueryKeyNorm = true } } },
        ["tanh layer"] = Small with { PreLogitsDim = 7 },
        ["no positions"] = Small with { Position = TokenPosition.None },
        ["simple"] = Small.AsSimple(),
        ["hybrid"] = Small with
        {
            Image = new ImageSize(24, 40), PatchSize = 1,
            Backbone = new BackboneOptions { Groups = 2, Network = AttentionResNetOptions.Convolutional(26) with { Width = 0.125 } },
        },
        ["hybrid of attention"] = Small with
        {
            Image = new ImageSize(16, 32), PatchSize = 1,
            Backbone = new BackboneOptions { Groups = 3, Network = AttentionResNetOptions.FullAttention(26) with { Width = 0.125, Attention = new() { KernelSize = 3, Heads = 2 } } },
        },
    };

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_variant_classifies_step_by_step_and_every_weight_learns(string variant)
    {
        var options = Settings[variant];
        using var model = new VisionTransformer(options);
        var logits = model.call(randn(2, 3, options.Image.Height, options.Image.Width));
        Assert.Equal([2L, 5], logits.shape);
        logits.pow(2).sum().backward();
        Assert.All(model.named_parameters(), entry => Assert.True(entry.parameter.grad is { } grad && grad.isfinite().all().ToBoolean(), entry.name));
        model.eval();
        var images = randn(1, 3, options.Image.Height, options.Image.Width);
        var steps = model.ForwardSteps(images);
        Assert.True(steps.Output.allclose(model.call(images), rtol: 1e-5, atol: 1e-6));
        Assert.True(steps.Norm.allclose(model.ForwardFeatures(images), rtol: 1e-5, atol: 1e-6));
        Assert.Equal(options.Depth, steps.Blocks.Count);
        Assert.Equal([1, model.PrefixTokens + model.Grid.Count, options.EmbedDim], steps.Embedding.shape);
    }

    [Fact]
    public void Without_positions_patches_are_a_set()
    {
        using var model = new VisionTransformer(Small with { Position = TokenPosition.None }).to(float64);
        model.eval();
        var images = randn(1, 3, 12, 20, dtype: float64);
        var swapped = cat([images.narrow(3, 8, 4), images.narrow(3, 4, 4), images.narrow(3, 0, 4), images.narrow(3, 12, 8)], dim: 3);
        Assert.True(model.call(swapped).allclose(model.call(images), rtol: 1e-10, atol: 1e-12));
        using var placed = new VisionTransformer(Small).to(float64);
        placed.eval();
        Assert.False(placed.call(swapped).allclose(placed.call(images), rtol: 1e-10, atol: 1e-12));
    }

    [Fact]
    public void Positions_are_resized_for_an_image_of_another_size()
    {
        using var flexible = new VisionTransformer(Small with { PositionResize = ResizeConvention.Bicubic });
        Assert.Equal([1L, 5], flexible.call(randn(1, 3, 16, 16)).shape);
    }

    [Fact]
    public void A_distilled_model_answers_with_the_mean_of_its_classifiers()
    {
        using var model = new VisionTransformer(Small with { Distillation = true });
        model.eval();
        var images = randn(2, 3, 12, 20);
        var (byClass, byDistillation) = model.ForwardHeads(images);
        Assert.True(model.call(images).allclose((byClass + byDistillation) / 2, rtol: 1e-5, atol: 1e-6));
        using var plain = new VisionTransformer(Small);
        Assert.Throws<InvalidOperationException>(() => plain.ForwardHeads(images));
    }

    [Fact]
    public void Drop_path_grows_with_the_depth()
    {
        using var model = new VisionTransformer(Small with { Depth = 3, Block = Small.Block with { DropPath = 0.4 } });
        var rates = model.modules().OfType<EncoderBlock>().Select(block => block.Options.DropPath);
        Assert.Equal([0.0, 0.2, 0.4], rates);
    }

    [Fact]
    public void Fresh_weights_are_drawn_as_DeiT_has_them()
    {
        using var model = new VisionTransformer(Small with { EmbedDim = 96, Heads = 4, Block = new EncoderBlockOptions() });
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (name.EndsWith("mlp.fc1.weight", StringComparison.Ordinal) || name is "pos_embed")
            {
                Assert.True(parameter.std().ToDouble() is > 0.018 and < 0.022, $"{name} has the deviation {parameter.std().ToDouble()}");
                Assert.InRange(parameter.mean().ToDouble(), -0.003, 0.003);
            }
            else if (name.EndsWith("mlp.fc1.bias", StringComparison.Ordinal) || name == "head.bias")
            {
                Assert.Equal(0, parameter.abs().sum().ToDouble());
            }
        }
    }

    [Fact]
    public void Every_attention_layer_of_a_model_is_recorded_in_order()
    {
        using var model = new VisionTransformer(Small);
        using var recorder = AttentionRecorder.Attach(model);
        model.call(randn(2, 3, 12, 20));
        Assert.Equal(["blocks.0.attn", "blocks.1.attn"], recorder.Weights.Keys);
        Assert.All(recorder.InOrder, weights => Assert.Equal([2L, 3, 16, 16], weights.shape));
        var maps = ClassAttention.Maps(recorder.InOrder[^1], model.Grid);
        Assert.Equal([2L, 3, 3, 5], maps.shape);
        var kept = ClassAttention.KeepMass(maps, 0.6);
        var share = (maps * kept.to(maps.dtype)).sum([2, 3]) / maps.sum([2, 3]);
        Assert.True(share.ge(0.6 - 1e-5).all().ToBoolean());
    }
}
