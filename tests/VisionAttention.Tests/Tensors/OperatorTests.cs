using VisionAttention.Models;
using VisionAttention.Tests.Engines;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Tensors;

/// <summary>libtorch's own operators, and the places where the library goes round one.</summary>
public sealed class OperatorTests
{
    public static TheoryData<string> Names => [.. OperatorTable.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_and_gradients_do_not_depend_on_the_layout(string name) => Assert.Null(OperatorTable.FirstDifference(name));

    [Theory]
    [InlineData("AVX2")]
    [InlineData("SSE41")]
    public async Task Nor_do_they_where_oneDNN_has_fewer_instructions(string instructions) =>
        Assert.Empty(await RegisterCheck.RunAsync(RegisterCheck.OperatorArgument, "ONEDNN_MAX_CPU_ISA", instructions));

    [Fact]
    public void No_network_has_a_pointwise_convolution_with_a_stride()
    {
        using var scope = NewDisposeScope();
        foreach (var options in (AttentionResNetOptions[])[AttentionResNetOptions.Convolutional(26), AttentionResNetOptions.FullAttention(38), AttentionResNetOptions.Mixed(50, 4)])
        {
            using var network = new AttentionResNet(options);
            var convolutions = network.named_modules().Select(part => part.module).OfType<TorchSharp.Modules.Conv2d>().ToArray();
            Assert.NotEmpty(convolutions);
            Assert.All(convolutions, convolution => Assert.True(convolution.kernel_size[0] > 1 || convolution.stride[0] == 1));
        }
    }
}
