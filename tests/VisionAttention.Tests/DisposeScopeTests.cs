using FusedAttention;
using VisionAttention.Attention;
using VisionAttention.Engines;
using VisionAttention.Positions;
using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Tests;

/// <summary>Who owns the tensors: a call leaves its result behind and nothing else; a layer outlives the scope it was made in.</summary>
public sealed class DisposeScopeTests
{
    private static readonly Tensor Map, Weights, Rollout, Table, Logits, Labels;

    // Before a test begins; initialisers of fields may run later, inside its scope.
    static DisposeScopeTests()
    {
        (Map, Weights, Rollout, Table) = (randn(1, 8, 3, 5), rand(1, 2, 6, 6).softmax(-1), rand(1, 5, 5), randn(1, 6, 2));
        (Logits, Labels) = (randn(3, 7), tensor(new long[] { 4, 0, 6 }));
    }

    public static TheoryData<string, Func<object?>> Calls => new()
    {
        { "sines of a grid", () => SinusoidalEmbedding.GridTable(new GridSize(2, 3), 8, GridTableConvention.Timm, prefixTokens: 1) },
        { "sines of a line", () => SinusoidalEmbedding.LineTable(3, 8, LineTableConvention.Interleaved) },
        { "resize", () => EmbeddingResize.Apply(Table, prefixTokens: 0, new GridSize(1, 6), new GridSize(5, 2), ResizeConvention.Bilinear) },
        { "distance of tokens", () => AttentionDistance.OfTokens(Weights, new GridSize(2, 3), patchSize: 4) },
        { "rollout", () => AttentionRollout.Apply([Weights, Weights], new AttentionRolloutOptions { DiscardRatio = 0.5 }) },
        { "class map", () => AttentionRollout.ClassMap(Rollout, new GridSize(2, 2), dividesByMaximum: true) },
        { "local attention", () => LocalAttention.Apply(Map, Map, Map, null, null, new LocalAttentionOptions { KernelSize = 3, Heads = 2 }) },
        { "penalty", () => new AttentionRegularizer { Kind = AttentionPenalty.Entropy }.Penalty([Weights, Weights]) },
        { "cross-entropy", () => Losses.CrossEntropy(Logits, Labels, labelSmoothing: 0.1) },
        { "soft targets", () => Losses.SoftTargetCrossEntropy(Logits, Logits) },
        { "binary", () => Losses.BinaryCrossEntropy(Logits, Logits) },
        { "hard distillation", () => Losses.HardDistillation(Logits, Logits, Labels, Logits) },
        { "soft distillation", () => Losses.SoftDistillation(Logits, Logits, Labels, Logits) },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_call_leaves_nothing_but_its_result_behind(string name, Func<object?> call)
    {
        Assert.NotEmpty(name);
        using var scope = NewDisposeScope();
        call();
        Assert.Equal(1, scope.DisposablesCount);
    }

    [Fact]
    public void A_layer_outlives_the_scope_it_was_made_in_and_leaves_its_output_alone()
    {
        LocalSelfAttention local;
        MultiheadSelfAttention global;
        AttentionStem stem;
        AbsoluteEmbedding absolute;
        RelativePositionBias bias, resized;
        using (NewDisposeScope())
        {
            (local, global, stem) = (new LocalSelfAttention(8, 16), new MultiheadSelfAttention(embedDim: 6, heads: 2), new AttentionStem(3, 8));
            (absolute, bias) = (new AbsoluteEmbedding(length: 3, embedDim: 4), new RelativePositionBias(new GridSize(2, 3), heads: 2));
            resized = bias.Resize(new GridSize(3, 3));
        }
        Tensor[] inputs = [ones(1, 8, 3, 5), ones(1, 3, 6), ones(1, 3, 4, 8), ones(1, 3, 4)];
        using var scope = NewDisposeScope();
        Tensor[] outputs = [local.call(inputs[0]), global.call(inputs[1]), stem.call(inputs[2]), absolute.call(inputs[3]), bias.Bias(), resized.Bias()];
        Assert.Equal(outputs.Length, scope.DisposablesCount);
        Assert.Equal(["[1, 16, 3, 5]", "[1, 3, 6]", "[1, 8, 4, 8]", "[1, 3, 4]", "[2, 6, 6]", "[2, 9, 9]"], outputs.Select(output => $"[{string.Join(", ", output.shape)}]"));
    }
}
