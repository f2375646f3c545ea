using VisionAttention.Models;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Models;

/// <summary>Batch norm in training needs two values of a channel: one image whose map has shrunk to 1×1 has one.</summary>
public sealed class BatchNormOfOneValueTests
{
    private static readonly AttentionResNetOptions Convolutions = AttentionResNetOptions.Convolutional(26) with { Width = 0.125, Classes = 3 };

    private static readonly Dictionary<string, AttentionResNetOptions> Networks = new()
    {
        ["bottlenecks"] = Convolutions,
        ["basic blocks"] = Convolutions with { Depth = 18, Block = BlockKind.Basic },
        ["attention"] = AttentionResNetOptions.ConvolutionStem(26) with { Width = 0.125, Classes = 3, Attention = new() { Heads = 2 } },
    };

    public static TheoryData<string> Names => [.. Networks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_batch_of_one_small_image_cannot_be_trained_on(string name)
    {
        using var scope = NewDisposeScope();
        using var model = new AttentionResNet(Networks[name]);

        var message = Assert.Throws<ArgumentException>(() => model.call(zeros(1, 3, 16, 16))).Message;

        Assert.StartsWith("batch norm cannot be trained with batchSize 1 where the map has shrunk to 1×1", message, StringComparison.Ordinal);
        Assert.Contains("Fix: take batches of 2 images or more, or larger images", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 16, true)]
    [InlineData(1, 64, true)]
    [InlineData(1, 16, false)]
    public void Two_images_a_larger_one_and_evaluation_go_well(int batch, int side, bool isTraining)
    {
        using var scope = NewDisposeScope();
        using var model = new AttentionResNet(Convolutions);
        model.train(isTraining);
        Assert.Equal([batch, 3], model.call(zeros(batch, 3, side, side)).shape);
    }

    [Fact]
    public void The_last_batch_of_an_epoch_may_be_such_a_one()
    {
        using var scope = NewDisposeScope();
        using var model = new AttentionResNet(Convolutions);
        var images = zeros(5, 3, 16, 16);
        model.call(images[..4]);
        Assert.Throws<ArgumentException>(() => model.call(images[4..]));
    }
}
