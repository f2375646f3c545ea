using VisionAttention.Attention;
using VisionAttention.Layers;
using VisionAttention.Models;
using VisionAttention.Positions;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Models;

/// <summary>Attention and Vision Transformers refuse what does not fit in one line that names the values, before any tensor work.</summary>
public sealed class TransformerBadInputTests
{
    private static readonly VisionTransformerOptions Small = new()
    {
        Image = new ImageSize(12, 20), PatchSize = 4, EmbedDim = 12, Depth = 1, Heads = 3, Classes = 5, Block = new EncoderBlockOptions { MlpDim = 16 },
    };

    private static readonly Dictionary<string, (Action Act, string Fragment)> Table = new()
    {
        ["heads do not divide"] = (() => new MultiheadSelfAttention(30, 4), "embedDim 30 is not a multiple of heads 4"),
        ["negative width"] = (() => new MultiheadSelfAttention(-4, 2), "embedDim -4"),
        ["no heads"] = (() => new MultiheadSelfAttention(8, 0), "heads 0"),
        ["empty head"] = (() => new MultiheadSelfAttention(8, 2, new MultiheadSelfAttentionOptions { HeadDim = 0 }), "headDim 0"),
        ["dropout of 1"] = (() => new MultiheadSelfAttention(8, 2, new MultiheadSelfAttentionOptions { Dropout = 1 }), "dropout 1 is not from 0 to below 1"),
        ["dropout that is no number"] = (() => new MultiheadSelfAttention(8, 2, new MultiheadSelfAttentionOptions { AttentionDropout = double.NaN }), "attentionDropout NaN"),
        ["tokens of another width"] = (() => new MultiheadSelfAttention(8, 2).forward(zeros(1, 3, 6)), "tokens are [1, 3, 6], expected [B, N, 8]"),
        ["tokens without batch"] = (() => new MultiheadSelfAttention(8, 2).forward(zeros(3, 8)), "tokens are [3, 8]"),
        ["mask that does not broadcast"] = (() => new MultiheadSelfAttention(8, 2).ForwardWithWeights(zeros(1, 3, 8), ones(2, 3, dtype: ScalarType.Bool)), "mask is [2, 3]"),
        ["mask of whole numbers"] = (() => new MultiheadSelfAttention(8, 2).ForwardWithWeights(zeros(1, 3, 8), ones(3, 3, dtype: ScalarType.Int64)), "mask is Int64"),
        ["mask of another precision"] = (() => new MultiheadSelfAttention(8, 2).ForwardWithWeights(zeros(1, 3, 8), ones(3, 3, dtype: float64)), "mask is Float64"),
        ["mask of too many dimensions"] = (() => ScaledDotProduct.Apply(zeros(3, 4), zeros(3, 4), zeros(3, 4), ones(1, 3, 3, dtype: ScalarType.Bool)), "does not broadcast"),
        ["key mask of another length"] = (() => new MultiheadSelfAttention(8, 2).ForwardWithWeights(zeros(1, 3, 8), keyMask: ones(1, 4, dtype: ScalarType.Bool)), "[1, 4], expected Bool [1, 3]"),
        ["key mask of floats"] = (() => new MultiheadSelfAttention(8, 2).ForwardWithWeights(zeros(1, 3, 8), keyMask: ones(1, 3)), "keyMask is Float32"),
        ["query of a vector"] = (() => ScaledDotProduct.Apply(zeros(4), zeros(3, 4), zeros(3, 4)), "expected at least 2"),
        ["widths differ"] = (() => ScaledDotProduct.Apply(zeros(3, 4), zeros(3, 5), zeros(3, 4)), "query has width 4, key has 5"),
        ["keys without values"] = (() => ScaledDotProduct.Apply(zeros(3, 4), zeros(5, 4), zeros(3, 4)), "5 keys and 3 values"),
        ["attention of whole numbers"] = (() => ScaledDotProduct.Apply(zeros(3, 4, dtype: ScalarType.Int32), zeros(3, 4, dtype: ScalarType.Int32), zeros(3, 4, dtype: ScalarType.Int32)), "Int32"),
        ["precisions differ"] = (() => ScaledDotProduct.Apply(zeros(3, 4), zeros(3, 4, dtype: float64), zeros(3, 4)), "Float32, Float64 and Float32"),
        ["cross-attention of other keys"] = (() => new MultiheadCrossAttention(8, 2, new MultiheadCrossAttentionOptions { KeyDim = 5 }).forward(zeros(1, 2, 8), zeros(1, 3, 8), zeros(1, 3, 8)), "key is [1, 3, 8], expected [B, M, 5]"),
        ["cross-attention of other batches"] = (() => new MultiheadCrossAttention(8, 2).forward(zeros(1, 2, 8), zeros(2, 3, 8), zeros(2, 3, 8)), "batches must be equal"),
        ["cross-attention without key width"] = (() => new MultiheadCrossAttention(8, 2, new MultiheadCrossAttentionOptions { KeyDim = 0 }), "keyDim 0"),
        ["MLP without width"] = (() => new Mlp(8, 0), "mlpDim 0"),
        ["unknown activation"] = (() => ActivationFunction.Apply(zeros(2), (Activation)99), "activation 99 is not one of Gelu"),
        ["patches that do not fill"] = (() => new VisionTransformer(Small with { PatchSize = 5 }), "the image is 12×20, which patches of patchSize 5 do not fill"),
        ["patch larger than the image"] = (() => new VisionTransformer(Small with { PatchSize = 40 }), "patchSize 40"),
        ["no patch"] = (() => new VisionTransformer(Small with { PatchSize = 0 }), "patchSize 0"),
        ["empty image"] = (() => new VisionTransformer(Small with { Image = new ImageSize(0, 4) }), "0×4"),
        ["no blocks"] = (() => new VisionTransformer(Small with { Depth = 0 }), "depth 0"),
        ["negative classes"] = (() => new VisionTransformer(Small with { Classes = -1 }), "classes -1"),
        ["negative registers"] = (() => new VisionTransformer(Small with { Registers = -2 }), "registers -2"),
        ["no class token to classify by"] = (() => new VisionTransformer(Small with { ClassToken = false }), "needs a class token"),
        ["distilled mean"] = (() => new VisionTransformer(Small with { Distillation = true, Pooling = TokenPooling.Mean }), "pooling ClassToken, not Mean"),
        ["odd width for sines"] = (() => new VisionTransformer(Small with { EmbedDim = 6, Heads = 2, Position = TokenPosition.Sinusoidal }), "embedDim 6 is not a multiple of 4"),
        ["tanh layer without width"] = (() => new VisionTransformer(Small with { PreLogitsDim = 0 }), "preLogitsDim 0"),
        ["drop path of 1"] = (() => new VisionTransformer(Small with { Block = Small.Block with { DropPath = 1 } }), "dropPath 1"),
        ["dropout below 0"] = (() => new VisionTransformer(Small with { Dropout = -0.1 }), "dropout -0.1"),
        ["images of other channels"] = (() => new VisionTransformer(Small).forward(zeros(1, 1, 12, 20)), "images are [1, 1, 12, 20], expected [B, 3, H, W]"),
        ["images that patches do not fill"] = (() => new VisionTransformer(Small).forward(zeros(1, 3, 13, 20)), "13×20"),
        ["images without batch"] = (() => new VisionTransformer(Small).forward(zeros(3, 12, 20)), "images are [3, 12, 20]"),
        ["images of whole numbers"] = (() => new VisionTransformer(Small).forward(zeros([1, 3, 12, 20], dtype: ScalarType.Byte)), "images hold Byte, expected Float32"),
        ["backbone of five groups"] = (() => new VisionTransformer(Small with { Backbone = new BackboneOptions { Groups = 5 } }), "5 groups"),
        ["backbone whose map is too small"] = (() => new VisionTransformer(Small with { PatchSize = 2, Backbone = new BackboneOptions() }), "map of a 12×20 image is 1×2"),
        ["maps without a class token"] = (() => ClassAttention.Maps(zeros(1, 2, 4, 4), new GridSize(2, 2), prefixTokens: 0), "prefixTokens 0"),
        ["maps of another grid"] = (() => ClassAttention.Maps(zeros(1, 2, 5, 5), new GridSize(2, 3)), "grid 2×3"),
        ["share above 1"] = (() => ClassAttention.KeepMass(zeros(1, 1, 2, 2), 1.5), "share 1.5"),
        ["nothing to record"] = (() => AttentionRecorder.Attach(new Mlp(4, 4)), "has no attention layer to record"),
    };

    public static TheoryData<string> Cases => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_bad_input_is_refused_by_name(string name)
    {
        var (act, fragment) = Table[name];
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(act);
        Assert.Contains(fragment, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", error.Message, StringComparison.Ordinal);
    }
}
