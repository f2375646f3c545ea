using VisionAttention.Lessons;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Lessons;

public class CheckTests
{
    private static readonly float[,] Right = { { 1, 2, 3 }, { 4, 5, 6 } };

    [Fact]
    public void A_right_answer_is_ok()
    {
        Assert.Equal("ok", Said(() => tensor(Right)));
    }

    [Theory]
    [InlineData(2.0, "answer[0,0] is 2, expected 1 (2 times the expected value everywhere). Look at: the scale")]
    [InlineData(-1.0, "answer[0,0] is -1, expected 1 (the sign is turned). Look at: the scale")]
    public void A_constant_factor_is_named(double factor, string expected)
    {
        Assert.Equal(expected, Said(() => tensor(Right) * factor));
    }

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

    private static string Said(Func<Tensor> answer)
    {
        var console = Console.Out;
        using var text = new StringWriter();
        Console.SetOut(text);
        try
        {
            Check.That("answer", answer).HasShape(2, 3).IsCloseTo(tensor(Right), absolute: 1e-6, relative: 1e-6).ElseLookAt("the scale");
        }
        finally
        {
            Console.SetOut(console);
        }
        return text.ToString().Trim();
    }
}
