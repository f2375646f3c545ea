using VisionAttention.Lessons;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Lessons;

public class CheckTests
{
    private static readonly float[,] Right = { { 1, 2, 3 }, { 4, 5, 6 } };

    [Fact]
    public void A_right_answer_is_ok() => Assert.Equal("ok", Said(() => tensor(Right)));

    [Theory]
    [InlineData(2.0, "answer[0,0] is 2, expected 1 (2 times the expected value everywhere). Look at: the scale")]
    [InlineData(-1.0, "answer[0,0] is -1, expected 1 (the sign is turned). Look at: the scale")]
    public void A_constant_factor_is_named(double factor, string expected) => Assert.Equal(expected, Said(() => tensor(Right) * factor));

    [Fact]
    public void The_first_differing_place_is_named()
    {
        var wrong = (float[,])Right.Clone();
        wrong[1, 1] = 7;
        Assert.Equal("answer[1,1] is 7, expected 5. Look at: the scale", Said(() => tensor(wrong)));
    }

    [Fact]
    public void A_wrong_shape_an_exception_and_null_are_differences_like_any_other()
    {
        Assert.Equal("answer has shape [3, 2], expected [2, 3]. Look at: the scale", Said(() => tensor(Right).t()));
        Assert.Equal("answer could not be computed: no. Look at: the scale", Said(() => throw new ArgumentException("no")));
        Assert.Equal("answer is null, expected a tensor. Look at: the scale", Said(() => null!));
    }

    [Fact]
    public void What_a_common_slip_makes_of_the_right_numbers_is_named()
    {
        var square = arange(9, dtype: float64).pow(2).reshape(3, 3);
        string Remark(Tensor wrong) => Said(() => Check.That("answer", () => wrong).IsCloseTo(square, absolute: 1e-6, relative: 1e-6).ElseLookAt("it"));
        Assert.Equal("answer[0,1] is 9, expected 1 (the last two axes are exchanged). Look at: it", Remark(square.t()));
        Assert.Equal("answer[0,0] is 4, expected 0 (the order along axis 1 is turned round). Look at: it", Remark(square.flip(1)));
        Assert.Equal("answer[0,0] is 36, expected 0 (everything is one place off along axis 0). Look at: it", Remark(square.roll(1, 0)));
        Assert.Equal("answer[0,0] is 2, expected 0 (2 too large everywhere). Look at: it", Remark(square + 2));
        Assert.Contains("are not numbers", Remark(square / 0), StringComparison.Ordinal);
        Assert.Equal("answer[0,1] is 5, expected 1. Look at: it", Remark(square.where(square.ne(1), 5)));
        Assert.Equal("ok", Remark(square.clone()));
    }

    [Fact]
    public void A_known_mistake_is_told_by_its_cause_and_computed_only_when_something_is_wrong()
    {
        string With(Tensor answer, Func<Tensor> mistake) => Said(() =>
            Check.That("sum", () => answer).IsCloseTo(tensor(new[] { 4.0, 6.0 }), absolute: 1e-6, relative: 0)
                .Recognises("both axes are summed", () => tensor(10.0))
                .Recognises("the other axis is summed", mistake)
                .ElseLookAt("the axis"));
        Assert.Equal("sum[0] is 3, expected 4. This is what comes out when the other axis is summed", With(tensor(new[] { 3.0, 7.0 }), () => tensor(new[] { 3.0, 7.0 })));
        Assert.Equal("sum[0] is 3, expected 4. Look at: the axis", With(tensor(new[] { 3.0, 8.0 }), () => tensor(new[] { 3.0, 7.0 })));
        Assert.Equal("sum has shape [], expected [2]. This is what comes out when both axes are summed", With(tensor(10.0), () => tensor(new[] { 3.0, 7.0 })));
        Assert.Equal("ok", With(tensor(new[] { 4.0, 6.0 }), () => throw new InvalidOperationException("computed for a right answer")));
    }

    private static string Said(Func<Tensor> answer) =>
        Said(() => Check.That("answer", answer).HasShape(2, 3).IsCloseTo(tensor(Right), absolute: 1e-6, relative: 1e-6).ElseLookAt("the scale"));

    private static string Said(Action check)
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
