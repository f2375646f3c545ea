using VisionAttention.Layers;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Layers;

/// <summary>Stochastic depth, Huang et al. 2016.</summary>
public class DropPathTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.8)]
    public void As_many_branches_are_dropped_as_the_probability_says_and_the_mean_stays(double probability)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var layer = new DropPath(probability);
        layer.train();
        const int Images = 4000;
        var output = layer.call(ones(Images, 2, 3));
        var perImage = output.flatten(1);                                                  // [B, 6]
        Assert.True(perImage.amax(1).eq(perImage.amin(1)).all().item<bool>(), "an image was dropped in part");
        var dropped = perImage.select(1, 0).eq(0).sum().item<long>() / (double)Images;
        // Five standard errors of a share of 4000 draws.
        var error = 5 * Math.Sqrt(probability * (1 - probability) / Images);
        Assert.InRange(dropped, probability - error, probability + error);
        Assert.InRange(output.mean().item<float>(), 1 - error / (1 - probability), 1 + error / (1 - probability));
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0)]
    public void Evaluation_leaves_the_branch_as_it_is(double probability)
    {
        using var scope = NewDisposeScope();
        using var layer = new DropPath(probability);
        layer.eval();
        var branch = randn(3, 5, 7);
        var output = layer.call(branch);
        Assert.True(output.equal(branch).all().item<bool>());
        output.Dispose();
        Assert.Equal([3, 5, 7], branch.shape);
    }

    [Fact]
    public void Kept_branches_are_divided_by_the_probability_of_keeping_them_and_gradients_follow_the_mask()
    {
        using var scope = NewDisposeScope();
        var branch = tensor(new[] { 1.0, 2, 3, 4, 5, 6 }).reshape(3, 2).requires_grad_();
        var output = DropPath.Apply(branch, tensor(new[] { true, false, true }), 0.8);
        Assert.True(output.allclose(tensor(new[] { 1.25, 2.5, 0, 0, 6.25, 7.5 }).reshape(3, 2), rtol: 1e-12, atol: 1e-12));
        output.sum().backward();
        Assert.True(branch.grad!.allclose(tensor(new[] { 1.25, 1.25, 0, 0, 1.25, 1.25 }).reshape(3, 2), rtol: 1e-12, atol: 1e-12));
    }
}
