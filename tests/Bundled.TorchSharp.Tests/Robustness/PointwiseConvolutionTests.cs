using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Robustness;

/// <summary>Pointwise convolutions of stride 2 whose channels lie last in memory: libtorch 1.13 by itself ends the process here.</summary>
public class PointwiseConvolutionTests
{
    [Theory]
    [InlineData(3, 8)]
    [InlineData(6, 8)]
    [InlineData(8, 16)]
    [InlineData(12, 12)]
    public void Few_channels_last_are_convolved_forward_and_back(long inChannels, long outChannels)
    {
        for (var round = 0; round < 60; round++)
        {
            using var scope = NewDisposeScope();
            var map = randn(3, 16, 16, inChannels).permute(0, 3, 1, 2).requires_grad_();
            var weight = randn(outChannels, inChannels, 1, 1).requires_grad_();
            var output = nn.functional.conv2d(map, weight, strides: [2, 2]);
            output.sum().backward();
            var expected = nn.functional.conv2d(map.detach().contiguous(), weight.detach(), strides: [2, 2]);
            Assert.True(output.allclose(expected, rtol: 1e-5, atol: 1e-5));
            Assert.True(map.grad!.isfinite().all().item<bool>());
        }
    }
}
