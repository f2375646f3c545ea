using TorchSharp;
using static TorchSharp.torch;

namespace VisionAttention.Tests;

/// <summary>Holds gradients against central differences in float64, along a random direction.</summary>
internal static class CentralDifferences
{
    public static void Agree(Func<Tensor> output, Tensor leaf, double relative = 1e-7)
    {
        const double Step = 1e-5;
        var cotangent = randn_like(output());
        (output() * cotangent).sum().backward();
        using var gradOff = no_grad();
        var direction = randn_like(leaf);
        double Loss() => (output() * cotangent).sum().ToDouble();
        leaf.add_(direction * Step);
        var above = Loss();
        leaf.sub_(direction * (2 * Step));
        var below = Loss();
        leaf.add_(direction * Step);
        var expected = (leaf.grad! * direction).sum().ToDouble();
        Assert.True(Math.Abs(expected) > 1e-6, "the gradient along the direction is 0: nothing is tested");
        Assert.InRange((above - below) / (2 * Step) - expected, -relative * (1 + Math.Abs(expected)), relative * (1 + Math.Abs(expected)));
    }
}
