using VisionAttention.Lessons;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Lessons;

public sealed class TensorTextTests
{
    [Fact]
    public void Rows_of_any_length_are_shown_whole_and_in_columns()
    {
        using var scope = NewDisposeScope();
        Assert.Equal("[[-0.500,  0.000],\n [10.250,  1.000]]", TensorText.Numbers(tensor(new[,] { { -0.5, 0 }, { 10.25, 1 } }), "0.000;-0.000"));
        Assert.Equal("[0, 1, 2, 3, 4, 5, 6, 7]", TensorText.Numbers(arange(8)));
        Assert.Equal("[[[0, 1],\n  [2, 3]],\n\n [[4, 5],\n  [6, 7]]]", TensorText.Numbers(arange(8).reshape(2, 2, 2)));
        Assert.Equal("[ true, false]", TensorText.Numbers(tensor(new[] { true, false })));
        Assert.Equal("2.5", TensorText.Numbers(tensor(2.5f, requires_grad: true)));
        Assert.Equal("[]", TensorText.Numbers(zeros(0)));
        Assert.Equal("[[],\n []]", TensorText.Numbers(zeros(2, 0)));
    }

    [Fact]
    public void A_large_tensor_is_abbreviated() => Assert.Contains("...", TensorText.Numbers(zeros(40, 40)), StringComparison.Ordinal);
}
