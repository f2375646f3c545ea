using TorchSharp;
using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Training;

/// <summary>What the golden cases, which hold every loss and its gradients, leave open.</summary>
public class LossesTests
{
    private static readonly long[] Classes = [4, 0, 6];

    [Fact]
    public void Logits_that_are_all_equal_cost_the_logarithm_of_the_classes()
    {
        var logits = full(3, 7, 5.0, dtype: float64);
        Assert.Equal(Math.Log(7), Losses.CrossEntropy(logits, Labels()).ToDouble(), 1e-12);
        Assert.Equal(Math.Log(7), Losses.CrossEntropy(logits, Labels(), labelSmoothing: 0.4).ToDouble(), 1e-12);
        Assert.Equal(Math.Log(2), Losses.BinaryCrossEntropy(zeros_like(logits), Shares()).ToDouble(), 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.9)]
    public void Smoothed_labels_are_soft_targets(double smoothing)
    {
        var expected = Losses.SoftTargetCrossEntropy(Logits(1), Losses.Smoothed(nn.functional.one_hot(Labels(), 7).to(float64), smoothing));
        var actual = Losses.CrossEntropy(Logits(1), Labels(), smoothing);
        Assert.True(actual.allclose(expected, rtol: 1e-12, atol: 1e-12));
        Assert.True(Losses.CrossEntropyOfEach(Logits(1), Labels(), smoothing).mean().allclose(expected, rtol: 1e-12, atol: 1e-12));
    }

    [Fact]
    public void Alpha_chooses_between_labels_and_teacher()
    {
        var labelsOnly = Losses.CrossEntropy(Logits(1), Labels());
        Assert.True(Losses.HardDistillation(Logits(1), Logits(2), Labels(), Logits(3), alpha: 0).allclose(labelsOnly, rtol: 1e-12, atol: 0));
        Assert.True(Losses.SoftDistillation(Logits(1), Logits(2), Labels(), Logits(3), alpha: 0).allclose(labelsOnly, rtol: 1e-12, atol: 0));
        Assert.Equal(0, Losses.SoftDistillation(Logits(1), Logits(3), Labels(), Logits(3), alpha: 1).ToDouble(), 1e-12);
    }

    [Fact]
    public void A_teacher_gets_no_gradient()
    {
        var teacher = Logits(3).requires_grad_();
        var head = Logits(2).requires_grad_();
        Losses.SoftDistillation(Logits(1), head, Labels(), teacher).backward();
        Losses.HardDistillation(Logits(1), head, Labels(), teacher).backward();
        Assert.Null(teacher.grad);
        Assert.True(head.grad!.abs().sum().ToDouble() > 0.01);
    }

    [Fact]
    public void Large_logits_stay_finite()
    {
        var logits = Logits(1) * 1e6;
        Assert.True(double.IsFinite(Losses.SoftTargetCrossEntropy(logits, Shares()).ToDouble()));
        Assert.True(double.IsFinite(Losses.BinaryCrossEntropy(logits, Shares()).ToDouble()));
        Assert.True(double.IsFinite(Losses.SoftDistillation(logits, logits, Labels(), Logits(3)).ToDouble()));
    }

    private static Tensor Logits(long seed)
    {
        manual_seed(seed);
        return randn(3, 7, dtype: float64) * 2;
    }

    private static Tensor Labels() => tensor(Classes);

    private static Tensor Shares()
    {
        manual_seed(9);
        return nn.functional.softmax(randn(3, 7, dtype: float64), 1);
    }
}
