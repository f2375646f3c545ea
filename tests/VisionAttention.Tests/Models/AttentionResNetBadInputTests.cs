using VisionAttention.Attention;
using VisionAttention.Models;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Models;

/// <summary>What does not fit is refused in one line that names the value, before a tensor is made.</summary>
public class AttentionResNetBadInputTests
{
    private static readonly AttentionResNetOptions Small = AttentionResNetOptions.ConvolutionStem(26) with { Width = 0.125, Classes = 3, Attention = new() { Heads = 2 } };

    private static readonly Dictionary<string, AttentionResNetOptions> BadSettings = new()
    {
        ["depth 34 is not one of 26, 38, 50"] = AttentionResNetOptions.Convolutional(34),
        ["depth 26 is not one of 18, 34: the block is basic"] = Small with { Block = BlockKind.Basic },
        ["groups has 1 entries, expected 4"] = Small with { Groups = [SpatialOperator.Attention] },
        ["groups is null"] = Small with { Groups = null! },
        ["spatial operator 7 is not one of Convolution, Attention"] = Small with { Groups = [(SpatialOperator)7, default, default, default] },
        ["kernelSizes has 3 entries, expected 4"] = Small with { KernelSizes = [3, 3, 3] },
        ["heads has 5 entries, expected 4"] = Small with { Heads = [1, 1, 1, 1, 1] },
        ["blocksPerGroup has 2 entries, expected 4"] = Small with { BlocksPerGroup = [1, 1] },
        ["channelsPerGroup has 0 entries, expected 4"] = Small with { ChannelsPerGroup = [] },
        ["blocksPerGroup has 0 blocks in group 3"] = Small with { BlocksPerGroup = [1, 1, 0, 1] },
        ["channelsPerGroup has -8 channels in group 2"] = Small with { ChannelsPerGroup = [8, -8, 8, 8] },
        ["width 0.001 leaves 0 channels in the first group"] = Small with { Width = 0.001 },
        ["width 0 is not a factor above 0"] = Small with { Width = 0 },
        ["width -1 is not a factor above 0"] = Small with { Width = -1 },
        ["width NaN is not a factor above 0"] = Small with { Width = double.NaN },
        ["width 100000 is not a factor above 0 and at most 256"] = Small with { Width = 1e5 },
        ["inChannels 0 is not above 0"] = Small with { InChannels = 0 },
        ["classes -2 is not above 0"] = Small with { Classes = -2 },
        ["stemChannels 0 is not above 0"] = Small with { StemChannels = 0 },
        ["stem 9 is not one of Convolution, Attention, SmallConvolution"] = Small with { Stem = (StemKind)9 },
        ["block 5 is not one of Bottleneck, Basic"] = Small with { Block = (BlockKind)5 },
        ["attention is null"] = Small with { Attention = null! },
        ["attentionStem is null"] = Small with { AttentionStem = null! },
        ["attention has stride 2, expected 1"] = Small with { Attention = new() { Heads = 2, Stride = 2 } },
        ["batchNormMomentum 1.5 is not between 0 and 1"] = Small with { BatchNormMomentum = 1.5 },
        ["batchNormMomentum NaN is not between 0 and 1"] = Small with { BatchNormMomentum = double.NaN },
        ["outChannels 8 is not a multiple of heads 3"] = Small with { Attention = new() { Heads = 3 } },
        ["outChannels 32 is not a multiple of heads 5"] = Small with { Heads = [2, 2, 5, 2] },
        ["headDim 1 (outChannels 8 / heads 8) is odd"] = Small with { Attention = new() { Heads = 8 } },
        ["kernelSize 4 is not an odd number above 0"] = Small with { KernelSizes = [3, 3, 3, 4] },
        ["outChannels 6 is not a multiple of heads 4"] = Small with { Stem = StemKind.Attention, StemChannels = 6 },
        ["block 0, mixtures 4 and embeddingDim 16 must all be above 0"] = Small with { Stem = StemKind.Attention, AttentionStem = new() { Block = 0 } },
        ["values 4 is not one of SpatiallyAware, Plain, SpatialConvolution"] = Small with { Stem = StemKind.Attention, AttentionStem = new() { Values = (StemValues)4 } },
        ["headDim 1 (outChannels 4 / heads 4) is odd"] = Small with { Stem = StemKind.Attention, StemChannels = 4, AttentionStem = new() { Values = StemValues.Plain } },
    };

    private static readonly Dictionary<string, (AttentionResNetOptions Options, Func<Tensor> Images)> BadImages = new()
    {
        ["images are [3, 16, 16], expected [B, 3, H, W]"] = (Small, () => zeros(3, 16, 16)),
        ["images are [1, 4, 16, 16], expected [B, 3, H, W]"] = (Small, () => zeros(1, 4, 16, 16)),
        ["images are [1, 3, 0, 16], expected [B, 3, H, W] with H and W above 0"] = (Small, () => zeros(1, 3, 0, 16)),
        ["images hold Int64, expected Float32"] = (Small, () => zeros(1, 3, 16, 16, dtype: ScalarType.Int64)),
        ["images hold Float64, expected Float32"] = (Small, () => zeros(1, 3, 16, 16, dtype: ScalarType.Float64)),
        ["images are [1, 3, 16, 18], expected [B, 3, H, W] with H and W multiples of block 4"] = (Small with { Stem = StemKind.Attention }, () => zeros(1, 3, 16, 18)),
    };

    public static TheoryData<string> Settings => [.. BadSettings.Keys];

    public static TheoryData<string> Images => [.. BadImages.Keys];

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_bad_setting_is_named(string expected)
    {
        // What earlier tests left behind must not be freed, and so counted, in between.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        var message = Assert.Throws<ArgumentException>(() => new AttentionResNet(BadSettings[expected])).Message;
        Assert.StartsWith(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public void Bad_images_are_named(string expected)
    {
        using var scope = NewDisposeScope();
        var (options, images) = BadImages[expected];
        using var network = new AttentionResNet(options);
        Assert.StartsWith(expected, Assert.Throws<ArgumentException>(() => network.call(images())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_of_other_channels_is_not_classified()
    {
        using var network = new AttentionResNet(Small);
        Assert.StartsWith("images are [1, 8, 2, 2], expected [B, 256, H, W]", Assert.Throws<ArgumentException>(() => network.Classify(zeros(1, 8, 2, 2))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void A_group_that_does_not_exist_cannot_attend(int group)
    {
        var message = Assert.Throws<ArgumentException>(() => AttentionResNetOptions.Mixed(26, 1, group)).Message;
        Assert.Equal($"attention group {group} is not one of 1, 2, 3, 4", message);
    }

    [Fact]
    public void Blocks_refuse_channels_and_maps_by_themselves()
    {
        Assert.Equal("inChannels 0 and channels 4 must both be above 0", Assert.Throws<ArgumentException>(() => new Bottleneck(0, 4, halves: false)).Message);
        Assert.Equal("inChannels 4 and channels -1 must both be above 0", Assert.Throws<ArgumentException>(() => new BasicBlock(4, -1, halves: false)).Message);
        using var bottleneck = new Bottleneck(4, 2, halves: true);
        using var basic = new BasicBlock(4, 2, halves: true);
        const string expected = "images are [1, 3, 5, 5], expected [B, 4, H, W] with H and W above 0";
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => bottleneck.call(zeros(1, 3, 5, 5))).Message);
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => basic.call(zeros(1, 3, 5, 5))).Message);
    }
}
