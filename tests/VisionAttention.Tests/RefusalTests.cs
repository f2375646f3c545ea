using FusedAttention;
using VisionAttention.Attention;
using VisionAttention.Costs;
using VisionAttention.Engines;
using VisionAttention.Layers;
using VisionAttention.Lessons;
using VisionAttention.Models;
using VisionAttention.Positions;
using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Tests;

/// <summary>A bad argument is refused in one line that names the value and the rule: a row for each public door and each rule that is written there.</summary>
public sealed class RefusalTests
{
    private static readonly AttentionResNetOptions Network = AttentionResNetOptions.ConvolutionStem(26) with { Width = 0.125, Classes = 3, Attention = new() { Heads = 2 } };

    private static readonly AttentionResNetOptions Stem = Network with { Stem = StemKind.Attention };

    private static readonly VisionTransformerOptions Transformer = new()
    {
        Image = new ImageSize(12, 20), PatchSize = 4, EmbedDim = 12, Depth = 1, Heads = 3, Classes = 5, Block = new EncoderBlockOptions { MlpDim = 16 },
    };

    private static readonly LocalAttentionOptions Window = new() { KernelSize = 3, Heads = 2 };

    private static readonly AttentionRegularizer Entropy = new() { Kind = AttentionPenalty.Entropy };

    private static readonly GridSize Grid = new(2, 3);

    public static TheoryData<string, Func<object?>> Models => new()
    {
        { "depth 34 is not one of 26, 38, 50", () => new AttentionResNet(AttentionResNetOptions.Convolutional(34)) },
        { "depth 26 is not one of 18, 34: the block is basic", () => new AttentionResNet(Network with { Block = BlockKind.Basic }) },
        { "groups has 1 entries, expected 4", () => new AttentionResNet(Network with { Groups = [SpatialOperator.Attention] }) },
        { "spatial operator 7 is not one of Convolution, Attention", () => new AttentionResNet(Network with { Groups = [(SpatialOperator)7, default, default, default] }) },
        { "heads has 5 entries, expected 4", () => new AttentionResNet(Network with { Heads = [1, 1, 1, 1, 1] }) },
        { "blocksPerGroup has 0 blocks in group 3", () => new AttentionResNet(Network with { BlocksPerGroup = [1, 1, 0, 1] }) },
        { "channelsPerGroup has -8 channels in group 2", () => new AttentionResNet(Network with { ChannelsPerGroup = [8, -8, 8, 8] }) },
        { "width 0.001 leaves 0 channels in the first group", () => new AttentionResNet(Network with { Width = 0.001 }) },
        { "width NaN is not a factor above 0 and at most 256", () => new AttentionResNet(Network with { Width = double.NaN }) },
        { "classes -2 is not above 0", () => new AttentionResNet(Network with { Classes = -2 }) },
        { "attention has stride 2, expected 1", () => new AttentionResNet(Network with { Attention = new() { Heads = 2, Stride = 2 } }) },
        { "batchNormMomentum NaN is not between 0 and 1", () => new AttentionResNet(Network with { BatchNormMomentum = double.NaN }) },
        { "outChannels 32 is not a multiple of heads 5", () => new AttentionResNet(Network with { Heads = [2, 2, 5, 2] }) },
        { "headDim 1 (outChannels 8 / heads 8) is odd", () => new AttentionResNet(Network with { Attention = new() { Heads = 8 } }) },
        { "kernelSize 4 is not an odd number above 0", () => new AttentionResNet(Network with { KernelSizes = [3, 3, 3, 4] }) },
        { "outChannels 6 is not a multiple of heads 4", () => new AttentionResNet(Stem with { StemChannels = 6 }) },
        { "block 0, mixtures 4 and embeddingDim 16 must all be above 0", () => new AttentionResNet(Stem with { AttentionStem = new() { Block = 0 } }) },
        { "attention group 5 is not one of 1, 2, 3, 4", () => AttentionResNetOptions.Mixed(26, 1, 5) },
        { "images are [1, 4, 16, 16], expected [B, 3, H, W]", () => new AttentionResNet(Network).call(zeros(1, 4, 16, 16)) },
        { "images hold Int64, expected Float32", () => new AttentionResNet(Network).call(zeros(1, 3, 16, 16, dtype: int64)) },
        { "images are [1, 3, 16, 18], expected [B, 3, H, W] with H and W multiples of block 4", () => new AttentionResNet(Stem).call(zeros(1, 3, 16, 18)) },
        { "images are [1, 8, 2, 2], expected [B, 256, H, W]", () => new AttentionResNet(Network).Classify(zeros(1, 8, 2, 2)) },
        { "images are [1, 3, 5, 5], expected [B, 4, H, W]", () => new BasicBlock(4, 2, halves: true).call(zeros(1, 3, 5, 5)) },
        { "inChannels 0 and channels 4 must both be above 0", () => new Bottleneck(0, 4, halves: false) },
        { "the image is 12×20, which patches of patchSize 5 do not fill", () => new VisionTransformer(Transformer with { PatchSize = 5 }) },
        { "patchSize 0", () => new VisionTransformer(Transformer with { PatchSize = 0 }) },
        { "0×4", () => new VisionTransformer(Transformer with { Image = new ImageSize(0, 4) }) },
        { "depth 0", () => new VisionTransformer(Transformer with { Depth = 0 }) },
        { "registers -2", () => new VisionTransformer(Transformer with { Registers = -2 }) },
        { "needs a class token", () => new VisionTransformer(Transformer with { ClassToken = false }) },
        { "pooling ClassToken, not Mean", () => new VisionTransformer(Transformer with { Distillation = true, Pooling = TokenPooling.Mean }) },
        { "embedDim 6 is not a multiple of 4", () => new VisionTransformer(Transformer with { EmbedDim = 6, Heads = 2, Position = TokenPosition.Sinusoidal }) },
        { "dropPath 1", () => new VisionTransformer(Transformer with { Block = Transformer.Block with { DropPath = 1 } }) },
        { "images are [1, 1, 12, 20], expected [B, 3, H, W]", () => new VisionTransformer(Transformer).call(zeros(1, 1, 12, 20)) },
        { "13×20", () => new VisionTransformer(Transformer).call(zeros(1, 3, 13, 20)) },
        { "images hold Byte, expected Float32", () => new VisionTransformer(Transformer).call(zeros(1, 3, 12, 20, dtype: uint8)) },
        { "the images give 4×4 patches, the positions are for 3×5: set PositionResize", () => new VisionTransformer(Transformer).call(zeros(1, 3, 16, 16)) },
        { "5 groups", () => new VisionTransformer(Transformer with { Backbone = new BackboneOptions { Groups = 5 } }) },
        { "map of a 12×20 image is 1×2", () => new VisionTransformer(Transformer with { PatchSize = 2, Backbone = new BackboneOptions() }) },
        { "the image is 30×32, which blocks of block 4 do not fill", () => ModelCost.Of(new AttentionResNet(Stem), new ImageSize(30, 32)) },
        { "the costs of Linear are not known: expected AttentionResNet", () => ModelCost.Of(nn.Linear(3, 4), new ImageSize(1, 1)) },
        { "a map with a side of 4 is too small for a window of 5", () => ModelCost.Of(nn.Conv2d(1, 1, kernel_size: 5), new ImageSize(4, 9)) },
        { "the image is 13×20, which patches of patchSize 4 do not fill", () => ModelCost.Of(Transformer with { Image = new ImageSize(13, 20) }) },
        { "the image is 0×16: its sides must be from 1 to 65536", () => ModelCost.Of(new VisionTransformer(Transformer), new ImageSize(0, 16)) },
        { "the images give 3×3 patches, the positions are for 3×5", () => ModelCost.Of(new VisionTransformer(Transformer), new ImageSize(12, 12)) },
        { "kernelSize 4 is not an odd number above 0", () => new PerChannelWindowAttention(3, 8, kernelSize: 4) },
        { "outChannels 8 is not a multiple of groups 3", () => new PerChannelWindowStem(3, 8, kernelSize: 4, groups: 3) },
        { "images are [1, 2, 4, 4], expected [B, 3, H, W]", () => new PerChannelWindowStem(3, 8, kernelSize: 4).call(zeros(1, 2, 4, 4)) },
    };

    public static TheoryData<string, Func<object?>> Attention => new()
    {
        { "embedDim 30 is not a multiple of heads 4", () => new MultiheadSelfAttention(30, 4) },
        { "embedDim 8 is not a multiple of heads 0", () => new MultiheadSelfAttention(8, 0) },
        { "headDim 0", () => new MultiheadSelfAttention(8, 2, new MultiheadSelfAttentionOptions { HeadDim = 0 }) },
        { "dropout 1 is not from 0 to below 1", () => new MultiheadSelfAttention(8, 2, new MultiheadSelfAttentionOptions { Dropout = 1 }) },
        { "tokens are [1, 3, 6], expected [B, N, 8]", () => new MultiheadSelfAttention(8, 2).call(zeros(1, 3, 6)) },
        { "mask is [2, 3]", () => new MultiheadSelfAttention(8, 2).ForwardWithWeights(zeros(1, 3, 8), ones(2, 3, dtype: @bool)) },
        { "mask is Int64", () => new MultiheadSelfAttention(8, 2).ForwardWithWeights(zeros(1, 3, 8), ones(3, 3, dtype: int64)) },
        { "[1, 4], expected Bool [1, 3]", () => new MultiheadSelfAttention(8, 2).ForwardWithWeights(zeros(1, 3, 8), keyMask: ones(1, 4, dtype: @bool)) },
        { "expected at least 2", () => ScaledDotProduct.Apply(zeros(4), zeros(3, 4), zeros(3, 4)) },
        { "query has width 4, key has 5", () => ScaledDotProduct.Apply(zeros(3, 4), zeros(3, 5), zeros(3, 4)) },
        { "5 keys and 3 values", () => ScaledDotProduct.Apply(zeros(3, 4), zeros(5, 4), zeros(3, 4)) },
        { "Float32, Float64 and Float32", () => ScaledDotProduct.Apply(zeros(3, 4), zeros(3, 4, dtype: float64), zeros(3, 4)) },
        { "keyDim 0", () => new MultiheadCrossAttention(8, 2, new MultiheadCrossAttentionOptions { KeyDim = 0 }) },
        { "key is [1, 3, 7], expected [B, M, 8]", () => new MultiheadCrossAttention(8, 2).call(zeros(1, 2, 8), zeros(1, 3, 7), zeros(1, 3, 8)) },
        { "batches must be equal", () => new MultiheadCrossAttention(8, 2).call(zeros(1, 2, 8), zeros(2, 3, 8), zeros(2, 3, 8)) },
        { "images are [1, 4, 3, 3], expected [B, 8, H, W]", () => new LocalSelfAttention(8, 16).call(zeros(1, 4, 3, 3)) },
        { "stride 3 is not 1 or 2", () => new LocalSelfAttention(8, 16, new LocalSelfAttentionOptions { Stride = 3 }) },
        { "4 channels of query cannot be split among 3 heads", () => Local(zeros(1, 4, 3, 3), null, null, Window with { Heads = 3 }) },
        { "key is [1, 4, 3, 2], query is [1, 4, 3, 3]", () => LocalAttention.Apply(zeros(1, 4, 3, 3), zeros(1, 4, 3, 2), zeros(1, 4, 3, 3), null, null, Window) },
        { "without q·k and q·r there are no logits", () => LocalAttention.Apply(zeros(1, 4, 3, 3), null, zeros(1, 4, 3, 3), null, null, Window) },
        { "rowEmbedding and columnEmbedding go together", () => Local(zeros(1, 4, 3, 3), zeros(3, 1), null, Window) },
        { "rowEmbedding is [5, 1], expected [3, 1]", () => Local(zeros(1, 4, 3, 3), zeros(5, 1), zeros(5, 1), Window) },
        { "expected [B, H, T, T]", () => AttentionDistance.OfTokens(zeros(6, 6), Grid, 4) },
        { "7 tokens of weights [1, 2, 7, 7] are not prefixTokens 0 and grid 2×3 = 6", () => AttentionDistance.OfTokens(zeros(1, 2, 7, 7), Grid, 4) },
        { "patchSize 0 is not above 0", () => AttentionDistance.OfTokens(zeros(1, 2, 6, 6), Grid, 0) },
        { "weights are [1, 2, 3, 4, 3, 5], expected [B, Heads, H, W, K, K]", () => AttentionDistance.OfWindows(zeros([1, 2, 3, 4, 3, 5])) },
        { "prefixTokens 0 is below 1", () => ClassAttention.Maps(zeros(1, 2, 4, 4), new GridSize(2, 2), prefixTokens: 0) },
        { "share 1.5 is not from 0 to 1", () => ClassAttention.KeepMass(zeros(1, 1, 2, 2), 1.5) },
        { "has no attention layer to record", () => AttentionRecorder.Attach(new Mlp(4, 4)) },
        { "attention has no layers", () => AttentionRollout.Apply([]) },
        { "attention[0] holds Int64, expected floats", () => AttentionRollout.Apply([zeros(1, 2, 3, 3, dtype: int64)]) },
        { "attention[1] is [1, 2, 4, 4], attention[0] is [1, 2, 3, 3]", () => AttentionRollout.Apply([zeros(1, 2, 3, 3), zeros(1, 2, 4, 4)]) },
        { "discardRatio NaN is not", () => AttentionRollout.Apply([zeros(1, 2, 3, 3)], new() { DiscardRatio = double.NaN }) },
        { "headFusion 5 is not one of Mean, Max, Min", () => AttentionRollout.Apply([zeros(1, 2, 3, 3)], new() { HeadFusion = (HeadFusion)5 }) },
        { "rollout is [5, 5], expected [B, T, T]", () => AttentionRollout.ClassMap(zeros(5, 5), new(2, 2)) },
        { "prefixTokens 0 is below 1", () => AttentionRollout.ClassMap(zeros(1, 4, 4), new(2, 2), prefixTokens: 0) },
    };

    public static TheoryData<string, Func<object?>> LayersAndPositions => new()
    {
        { "embedDim 8 and mlpDim 0 must be above 0", () => new Mlp(8, 0) },
        { "activation 99 is not one of Gelu", () => ActivationFunction.Apply(zeros(2), (Activation)99) },
        { "dropPath NaN is not from 0 to below 1", () => new DropPath(double.NaN) },
        { "branch is [], expected [B, ...]", () => new DropPath(0.5).call(zeros([])) },
        { "branch holds Int64, expected floats", () => new DropPath(0.5).call(zeros(3, 2, dtype: int64)) },
        { "mask is [2], branch [3, 2]", () => DropPath.Apply(zeros(3, 2), ones(2), 0.5) },
        { "keepProbability 0 is not above 0 and at most 1", () => DropPath.Apply(zeros(3, 2), ones(3), 0) },
        { "the first layer scale NaN is not a number", () => new LayerScale(3, double.NaN) },
        { "branch is [2, 5, 1], expected [..., 3]", () => new LayerScale(3, start: 1).call(zeros(2, 5, 1)) },
        { "embedDim 5 is not an even number", () => SinusoidalEmbedding.OneDimensional(4, 5) },
        { "length 0 is not above 0", () => SinusoidalEmbedding.OneDimensional(0, 4) },
        { "length 9000000000000 is too much: a table of 9000000000000 × 4", () => SinusoidalEmbedding.OneDimensional(9_000_000_000_000, 4) },
        { "temperature NaN is not above 0", () => SinusoidalEmbedding.LineTable(4, 4, LineTableConvention.Halves, double.NaN) },
        { "channels 6 is not a multiple of 4", () => SinusoidalEmbedding.TwoDimensional(6, 2, 3) },
        { "embedDim 10 is not a multiple of 4", () => SinusoidalEmbedding.GridTable(Grid, 10, GridTableConvention.Mae) },
        { "embedDim 4 is below 8", () => SinusoidalEmbedding.GridTable(Grid, 4, GridTableConvention.Lucidrains) },
        { "grid 0×3 has a side that is not between 1 and 4096", () => SinusoidalEmbedding.GridTable(new(0, 3), 8, GridTableConvention.Timm) },
        { "newSize 5000 is not between 1 and 4096", () => ResizeMatrix.Of(3, 5000, ResizeConvention.Bicubic) },
        { "convention 6 is not one of Bicubic, BicubicAntialias", () => ResizeMatrix.Of(3, 3, (ResizeConvention)6) },
        { "table is [7, 4], expected [1, prefixTokens + rows · columns, D]", () => Resized(zeros(7, 4), Grid) },
        { "table holds Int64, expected floats", () => Resized(zeros(1, 6, 4, dtype: int64), Grid) },
        { "7 tokens of table [1, 7, 4] are not prefixTokens 0 and oldGrid 2×3 = 6", () => Resized(zeros(1, 7, 4), Grid) },
        { "newGrid 9223372036854775807×2 has a side", () => Resized(zeros(1, 6, 4), new(long.MaxValue, 2)) },
        { "length 1000000 times embedDim 1000000 is above 2147483647 numbers", () => new AbsoluteEmbedding(1_000_000, 1_000_000) },
        { "there are 4 tokens and 5 positions", () => new AbsoluteEmbedding(5, 6).call(zeros(2, 4, 6)) },
        { "heads 0 is not above 0", () => new RelativePositionBias(Grid, 0) },
        { "window 400×400 with heads 1 is too large", () => new RelativePositionBias(new(400, 400), 1) },
        { "logits are [6, 6], expected [..., 2, 6, 6]", () => new RelativePositionBias(Grid, 2).call(zeros(6, 6)) },
        { "headDim 3 is odd", () => RelativeEmbedding2d.Logits(zeros([1, 2, 3, 4, 5]), zeros(3, 1), zeros(3, 1)) },
        { "columnEmbedding is [2], expected [K, 2]", () => RelativeEmbedding2d.Logits(zeros([1, 2, 4, 4, 5]), zeros(3, 2), zeros(2)) },
        { "rowEmbedding has 5 offsets, columnEmbedding has 3", () => RelativeEmbedding2d.Logits(zeros([1, 2, 4, 4, 5]), zeros(5, 2), zeros(3, 2)) },
        { "its 4 offsets are not an odd number", () => RelativeEmbedding2d.Logits(zeros([1, 2, 4, 4, 5]), zeros(4, 2), zeros(4, 2)) },
    };

    public static TheoryData<string, Func<object?>> Training => new()
    {
        { "logits is [0, 7], expected [B, classes] with at least one image", () => Losses.CrossEntropy(zeros(0, 7), Labels) },
        { "logits holds Int64, expected floats", () => Losses.CrossEntropy(zeros(3, 7, dtype: int64), Labels) },
        { "labels is [3], expected [2]: one class for each image", () => Losses.CrossEntropy(zeros(2, 7), Labels) },
        { "labels holds Int32, expected Int64", () => Losses.CrossEntropyOfEach(zeros(3, 7), Labels.to(int32)) },
        { "labels[2] is 6, expected a class from 0 to 5", () => Losses.CrossEntropy(zeros(3, 6), Labels) },
        { "labels is on cpu, logits is on meta", () => Losses.CrossEntropy(zeros(3, 7, device: META), Labels) },
        { "labelSmoothing 1 is not from 0 to below 1", () => Losses.CrossEntropy(zeros(3, 7), Labels, labelSmoothing: 1) },
        { "targets is [3, 6], logits is [3, 7]: the shapes must be equal", () => Losses.SoftTargetCrossEntropy(zeros(3, 7), zeros(3, 6)) },
        { "targets holds Float64, logits holds Float32", () => Losses.BinaryCrossEntropy(zeros(3, 7), zeros(3, 7, dtype: float64)) },
        { "teacherLogits is [2, 7], classLogits is [3, 7]", () => Losses.HardDistillation(zeros(3, 7), zeros(3, 7), Labels, zeros(2, 7)) },
        { "alpha 1.5 is not from 0 to 1", () => Losses.HardDistillation(zeros(3, 7), zeros(3, 7), Labels, zeros(3, 7), alpha: 1.5) },
        { "temperature 0 is not above 0", () => Losses.SoftDistillation(zeros(3, 7), zeros(3, 7), Labels, zeros(3, 7), temperature: 0) },
        { "weights has no layers", () => Entropy.Penalty([]) },
        { "weights[1] is [1, 2, 3, 3], expected [B, Heads, H, W, K, K]", () => Entropy.Penalty([zeros([1, 2, 4, 5, 3, 3]), zeros(1, 2, 3, 3)], keyAxes: 2) },
        { "weights[1] is on meta, weights[0] is on cpu", () => Entropy.Penalty([zeros(1, 2, 3, 3), zeros(1, 2, 3, 3, device: META)]) },
        { "keyAxes 3 is not 1 (global attention) or 2", () => Entropy.Penalty([zeros(1, 2, 3, 3)], keyAxes: 3) },
        { "weight NaN is not finite", () => (Entropy with { Weight = double.NaN }).Apply(tensor(1f), [zeros(1, 2, 3, 3)]) },
        { "loss is [4], expected a scalar", () => Entropy.Apply(zeros(4), [zeros(1, 2, 3, 3)]) },
        { "attach the recorder with keepsGraph: true", () => Entropy.Apply(tensor(1f).requires_grad_(), [zeros(1, 2, 3, 3)]) },
        { "decay 1 is not from 0 to below 1", () => new ModelAverage(nn.Linear(3, 2), 1) },
        { "has no weights to average", () => new ModelAverage(nn.ReLU(), 0.5) },
        { "step 0 of 0 is out of range", () => new TrainingOptions().LearningRateAt(0, 0) },
    };

    private static Tensor Labels => tensor(new long[] { 4, 0, 6 });

    [Theory]
    [MemberData(nameof(Models))]
    [MemberData(nameof(Attention))]
    [MemberData(nameof(LayersAndPositions))]
    [MemberData(nameof(Training))]
    public void A_bad_argument_is_refused_with_its_value_and_the_rule(string expected, Func<object?> call) => Refusal.Says(expected, call);

    [Fact]
    public void A_network_is_refused_before_a_tensor_is_made()
    {
        Garbage.Collect();
        var before = Tensor.TotalCount;
        Refusal.Says("groups has", () => new AttentionResNet(Network with { Groups = [SpatialOperator.Attention] }));
        Refusal.Says("kernelSize 4", () => new AttentionResNet(Network with { KernelSizes = [3, 3, 3, 4] }));
        Assert.Equal(before, Tensor.TotalCount);
    }

    private static Tensor Local(Tensor map, Tensor? rows, Tensor? columns, LocalAttentionOptions options) => LocalAttention.Apply(map, map, map, rows, columns, options);

    private static Tensor Resized(Tensor table, GridSize grid) => EmbeddingResize.Apply(table, prefixTokens: 0, Grid, grid, ResizeConvention.Bicubic);
}
