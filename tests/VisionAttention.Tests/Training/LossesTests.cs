using TorchSharp;
using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Training;

public class LossesTests
{
    private static readonly long[] Classes = [4, 0, 6];

    public static TheoryData<string, Func<Tensor, Tensor>> OneHead => new()
    {
        { "cross-entropy", logits => Losses.CrossEntropy(logits, Labels()) },
        { "cross-entropy, smoothed", logits => Losses.CrossEntropy(logits, Labels(), labelSmoothing: 0.2) },
        { "cross-entropy of each", logits => Losses.CrossEntropyOfEach(logits, Labels(), labelSmoothing: 0.1) },
        { "soft targets", logits => Losses.SoftTargetCrossEntropy(logits, Shares()) },
        { "binary", logits => Losses.BinaryCrossEntropy(logits, Shares()) },
        { "hard distillation, class head", logits => Losses.HardDistillation(logits, Logits(2), Labels(), Logits(3), alpha: 0.3, labelSmoothing: 0.1) },
        { "hard distillation, second head", logits => Losses.HardDistillation(Logits(2), logits, Labels(), Logits(3), alpha: 0.3, labelSmoothing: 0.1) },
        { "soft distillation, class head", logits => Losses.SoftDistillation(logits, Logits(2), Labels(), Logits(3), alpha: 0.3, temperature: 2.5, labelSmoothing: 0.1) },
        { "soft distillation, second head", logits => Losses.SoftDistillation(Logits(2), logits, Labels(), Logits(3), alpha: 0.3, temperature: 2.5) },
    };

    [Theory]
    [MemberData(nameof(OneHead))]
    public void A_gradient_agrees_with_central_differences(string name, Func<Tensor, Tensor> loss)
    {
        Assert.NotEmpty(name);
        var logits = Logits(1).requires_grad_();
        CentralDifferences.Agree(() => loss(logits), logits);
    }

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
    [InlineData(0.1)]
    [InlineData(0.9)]
    public void Smoothed_labels_are_soft_targets(double smoothing)
    {
        var expected = Losses.SoftTargetCrossEntropy(Logits(1), Losses.Smoothed(nn.functional.one_hot(Labels(), 7).to(float64), smoothing));
        var actual = Losses.CrossEntropy(Logits(1), Labels(), smoothing);
        Assert.True(actual.allclose(expected, rtol: 1e-12, atol: 1e-12));
        Assert.True(Losses.CrossEntropyOfEach(Logits(1), Labels(), smoothing).mean().allclose(expected, rtol: 1e-12, atol: 1e-12));
    }

    [Fact]
    public void Soft_distillation_follows_its_formula_and_divides_by_every_entry()
    {
        var student = nn.functional.softmax(Logits(2) / 3, 1);
        var teacher = nn.functional.softmax(Logits(3) / 3, 1);
        var divergence = (teacher * (teacher / student).log()).sum() * 9 / (3 * 7);
        var expected = Losses.CrossEntropy(Logits(1), Labels()) * 0.9 + divergence * 0.1;
        var actual = Losses.SoftDistillation(Logits(1), Logits(2), Labels(), Logits(3));
        Assert.True(actual.allclose(expected, rtol: 1e-12, atol: 1e-12));
    }

    [Fact]
    public void Hard_distillation_follows_the_class_that_the_teacher_prefers_unsmoothed()
    {
        var expected = (Losses.CrossEntropy(Logits(1), Labels(), 0.1) + Losses.CrossEntropy(Logits(2), Logits(3).argmax(1))) / 2;
        var actual = Losses.HardDistillation(Logits(1), Logits(2), Labels(), Logits(3), labelSmoothing: 0.1);
        Assert.True(actual.allclose(expected, rtol: 1e-12, atol: 1e-12));
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

    [Fact]
    public void Losses_leave_nothing_but_their_results_behind()
    {
        var (logits, second, teacher, labels, shares) = (Logits(1), Logits(2), Logits(3), Labels(), Shares());
        using var scope = NewDisposeScope();
        Losses.CrossEntropy(logits, labels);
        Losses.SoftTargetCrossEntropy(logits, shares);
        Losses.BinaryCrossEntropy(logits, shares);
        Losses.HardDistillation(logits, second, labels, teacher);
        Losses.SoftDistillation(logits, second, labels, teacher);
        Assert.Equal(5, scope.DisposablesCount);
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
