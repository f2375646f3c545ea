using FusedAttention;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Tensors;

/// <summary>A backward of our own: what it saves is there when it is needed, and nothing that goes wrong in it ends the process.</summary>
public sealed class GraphStepTests : IDisposable
{
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_tensor_made_in_forward_is_there_in_backward()
    {
        var input = tensor(new[] { 1f, 2f, 3f }).requires_grad_();
        Square.Apply(input, "square").sum().backward();

        Assert.Equal([2f, 4f, 6f], input.grad!.data<float>());
    }

    [Fact]
    public void A_backward_that_fails_leaves_no_gradients_and_the_next_step_says_so()
    {
        var input = ones(3).requires_grad_();
        Square.Apply(input, "fail").sum().backward();
        Assert.Null(input.grad);

        var failure = Assert.Throws<InvalidOperationException>(() => Square.Apply(input, "square"));
        Assert.Contains("the gradients of Square could not be computed: as told", failure.Message, StringComparison.Ordinal);

        Square.Apply(input, "square").sum().backward();
        Assert.Equal([2f, 2f, 2f], input.grad!.data<float>());
    }

    [Fact]
    public void A_forward_that_fails_is_an_exception_like_any_other()
    {
        var input = ones(3).requires_grad_();

        Assert.Throws<NotSupportedException>(() => Square.Apply(input, "refuse"));
        GraphFailure.ThrowIfAny();
    }

    private sealed class Square : GraphStep<Square>
    {
        public Square()
        {
        }

        protected override Tensor Forward(autograd.AutogradContext ctx, object[] vars)
        {
            if ((string)vars[1] == "refuse")
                throw new NotSupportedException();
            var twice = (Tensor)vars[0] * 2;
            ctx.save_for_backward([twice]);
            ctx.save_data("word", vars[1]);
            return (Tensor)vars[0] * (Tensor)vars[0];
        }

        protected override List<Tensor> Backward(autograd.AutogradContext ctx, Tensor outputGradient)
        {
            return (string)ctx.get_data("word") == "fail"
                ? throw new InvalidOperationException("as told")
                : [ctx.get_saved_variables()[0] * outputGradient, null!];
        }
    }
}
