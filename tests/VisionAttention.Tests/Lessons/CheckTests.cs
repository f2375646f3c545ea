using VisionAttention.Lessons;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Lessons;

public class CheckTests
{
    private static readonly float[,] Right = { { 1, 2, 3 }, { 4, 5, 6 } };

    [Fact]
    public void A_right_answer_is_ok() => Assert.Equal("ok", Said(() => tensor(Right)));

    [Theory]
    [InlineData(2.0, "answer[1,2] is 12, expected 6 (2 times the expected value everywhere). Look at: the scale")]
    [InlineData(-1.0, "answer[1,2] is -6, expected 6 (the sign is turned). Look at: the scale")]
    public void A_constant_factor_is_named(double factor, string expected) => Assert.Equal(expected, Said(() => tensor(Right) * factor));

    [Fact]
    public void The_place_that_differs_most_is_named()
    {
        var wrong = (float[,])Right.Clone();
        (wrong[0, 0], wrong[1, 1]) = (1.5f, 7);
        Assert.Equal("answer[1,1] is 7, expected 5 (the largest difference; 2 of 6 numbers differ). Look at: the scale", Said(() => tensor(wrong)));
        wrong[0, 2] = float.NaN;
        Assert.StartsWith("answer[0,2] is NaN, expected 3", Said(() => tensor(wrong)), StringComparison.Ordinal);
    }

    [Fact]
    public void It_says_whether_the_answer_is_right()
    {
        var isRight = new List<bool>();
        Printed(() => isRight.Add(Check.That("answer", () => 1.0).IsCloseTo(1, absolute: 1e-9, relative: 0).ElseLookAt("it")));
        Printed(() => isRight.Add(Check.That("answer", () => 2.0).IsCloseTo(1, absolute: 1e-9, relative: 0).ElseLookAt("it")));
        Assert.Equal([true, false], isRight);
    }

    [Fact]
    public void A_wrong_shape_an_exception_and_null_are_differences_like_any_other()
    {
        Assert.Equal("answer has shape [3, 2], expected [2, 3]. Look at: the scale", Said(() => tensor(Right).t()));
        Assert.Equal("answer could not be computed: no", Said(() => throw new ArgumentException("no")));
        Assert.Equal("answer is null, expected a tensor", Said(() => null!));
    }

    [Fact]
    public void What_a_common_slip_makes_of_the_right_numbers_is_named()
    {
        var square = arange(9, dtype: float64).pow(2).reshape(3, 3);
        string Remark(Tensor wrong) => Printed(() => Check.That("answer", () => wrong).IsCloseTo(square, absolute: 1e-6, relative: 1e-6).ElseLookAt("it"));
        Assert.Equal("answer[0,2] is 36, expected 4 (the last two axes are exchanged). Look at: it", Remark(square.t()));
        Assert.Equal("answer[2,0] is 64, expected 36 (the order along axis 1 is turned round). Look at: it", Remark(square.flip(1)));
        Assert.Equal("answer[0,2] is 64, expected 4 (everything is one place off along axis 0). Look at: it", Remark(square.roll(1, 0)));
        Assert.Equal("answer[0,0] is 2, expected 0 (2 too large everywhere). Look at: it", Remark(square + 2));
        Assert.Contains("are not numbers", Remark(square / 0), StringComparison.Ordinal);
        Assert.Equal("answer[0,1] is 5, expected 1 (the largest difference; 1 of 9 numbers differ). Look at: it", Remark(square.where(square.ne(1), 5)));
        Assert.Equal("ok", Remark(square.clone()));
    }

    [Fact]
    public void A_known_mistake_is_told_by_its_cause_and_computed_only_when_something_is_wrong()
    {
        string With(Tensor answer, Func<Tensor> mistake) => Printed(() =>
            Check.That("sum", () => answer).IsCloseTo(tensor(new[] { 4.0, 6.0 }), absolute: 1e-6, relative: 0)
                .Recognises("both axes are summed", () => tensor(10.0))
                .Recognises("the other axis is summed", mistake)
                .ElseLookAt("the axis"));
        Assert.Equal("sum[0] is 3, expected 4 (the largest difference; 2 of 2 numbers differ). This is what comes out when the other axis is summed", With(tensor(new[] { 3.0, 7.0 }), () => tensor(new[] { 3.0, 7.0 })));
        Assert.Equal("sum[1] is 8, expected 6 (the largest difference; 2 of 2 numbers differ). Look at: the axis", With(tensor(new[] { 3.0, 8.0 }), () => tensor(new[] { 3.0, 7.0 })));
        Assert.Equal("sum has shape [], expected [2]. This is what comes out when both axes are summed", With(tensor(10.0), () => tensor(new[] { 3.0, 7.0 })));
        Assert.Equal("ok", With(tensor(new[] { 4.0, 6.0 }), () => throw new InvalidOperationException("computed for a right answer")));
    }

    [Fact]
    public void A_mistake_that_is_a_tensor_of_the_lesson_s_own_stays_usable()
    {
        var own = tensor(new[] { 3.0, 7.0 });
        string With() => Printed(() => Check.That("sum", () => tensor(new[] { 3.0, 7.0 })).IsCloseTo(tensor(new[] { 4.0, 6.0 }), absolute: 1e-6, relative: 0)
            .Recognises("nothing is done", () => own).ElseLookAt("it"));

        Assert.EndsWith("when nothing is done", With(), StringComparison.Ordinal);
        Assert.Equal(With(), With());
    }

    private static string Said(Func<Tensor> answer) =>
        Printed(() => Check.That("answer", answer).HasShape(2, 3).IsCloseTo(tensor(Right), absolute: 1e-6, relative: 1e-6).ElseLookAt("the scale"));

    private static string Printed(Action check)
    {
        var console = Console.Out;
        using var text = new StringWriter();
        Console.SetOut(text);
        try
        {
            check();
        }
        finally
        {
            Console.SetOut(console);
        }
        return text.ToString().Trim();
    }
}
