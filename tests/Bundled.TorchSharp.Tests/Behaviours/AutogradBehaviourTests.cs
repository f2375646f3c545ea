using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Behaviours;

/// <summary>Modes of one thread, and what a user's own backward may return.</summary>
public sealed class AutogradBehaviourTests : IDisposable
{
    private static readonly Dictionary<string, Func<IDisposable>> Modes = new()
    {
        ["no_grad"] = no_grad,
        ["enable_grad"] = () => enable_grad(enabled: false),
        ["set_grad_enabled"] = () => set_grad_enabled(mode: false),
        ["inference_mode"] = () => inference_mode(),
    };

    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> ModeNames => [.. Modes.Keys];

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(ModeNames))]
    public void Another_thread_still_records(string name)
    {
        var (isEnabled, isInference, requiresGrad) = (false, true, false);
        using (Modes[name]())
        {
            Assert.False(is_grad_enabled());
            var thread = new Thread(() =>
            {
                using var scope = NewDisposeScope();
                isEnabled = is_grad_enabled();
                isInference = is_inference_mode_enabled();
                requiresGrad = (ones(2, requires_grad: true) * 2).requires_grad;
            });
            thread.Start();
            thread.Join();
        }
        Assert.True(isEnabled);
        Assert.False(isInference);
        Assert.True(requiresGrad);
        Assert.True(is_grad_enabled());
    }

    [Fact]
    public void Forward_of_a_function_runs_without_a_graph()
    {
        var x = ones(2, requires_grad: true);
        Assert.True(Returning.apply(x, 2.0, "exact").requires_grad);
        Assert.False(Returning.WasGradEnabled);
        Assert.True(is_grad_enabled());
    }

    [Fact]
    public void More_nulls_at_the_end_than_arguments_are_taken()
    {
        Assert.Equal([2f, 2f], Gradient("more nulls"));
    }

    // The official package ends the process in these cases; here the caller gets an exception and may go on.
    [Fact]
    public void A_gradient_for_an_argument_that_is_no_tensor_is_a_managed_exception()
    {
        Assert.Throws<ExternalException>(() => Gradient("for a number"));
    }

    [Theory]
    [InlineData("fewer")]
    [InlineData("more")]
    public void A_function_works_again_after_gradients_that_did_not_fit(string returned)
    {
        Assert.Throws<ExternalException>(() => Gradient(returned));
        Assert.Equal([2f, 2f], Gradient("exact"));
    }

    private static float[] Gradient(string returned)
    {
        var x = ones(2, requires_grad: true);
        Returning.apply(x, 2.0, returned).sum().backward();
        return x.grad!.data<float>().ToArray();
    }

    private sealed class Returning : autograd.SingleTensorFunction<Returning>
    {
        public static bool WasGradEnabled { get; private set; }

        public override string Name => nameof(Returning);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            WasGradEnabled = is_grad_enabled();
            ctx.save_data("returned", vars[2]);
            return (Tensor)vars[0] * (double)vars[1];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => (string)ctx.get_data("returned") switch
        {
            "fewer" => [grad_output * 2],
            "more" => [grad_output * 2, null!, null!, grad_output],
            "more nulls" => [grad_output * 2, null!, null!, null!, null!],
            "for a number" => [grad_output * 2, grad_output, null!],
            _ => [grad_output * 2, null!, null!],
        };
    }
}
