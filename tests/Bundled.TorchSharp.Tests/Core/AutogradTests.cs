using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Core;

/// <summary>Gradients, modes, custom functions.</summary>
public sealed class AutogradTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Backward_accumulates_into_leaves_and_grad_is_null_before()
    {
        Tensor x = tensor([1.0, 2.0, 3.0], requires_grad: true);
        Assert.Null(x.grad);
        (x * x).sum().backward();
        Assert.Equal([2.0, 4.0, 6.0], x.grad!.data<double>().ToArray());
        (x * x).sum().backward();
        Assert.Equal([4.0, 8.0, 12.0], x.grad!.data<double>().ToArray());
        Assert.NotSame(x.grad, x.grad);
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void Second_derivatives_come_from_create_graph()
    {
        Tensor x = tensor(2.0, requires_grad: true);
        Tensor y = x * x * x;
        Tensor first = autograd.grad([y], [x], create_graph: true)[0];
        Assert.Equal(12.0, first.item<double>(), 1e-12);
        Tensor second = autograd.grad([first], [x])[0];
        Assert.Equal(12.0, second.item<double>(), 1e-12);
    }

    [Fact]
    public void An_unused_input_is_an_exception_or_null()
    {
        Tensor x = ones(2, requires_grad: true);
        Tensor unused = ones(2, requires_grad: true);
        Assert.Throws<ExternalException>(() => autograd.grad([x.sum()], [unused]));
        Assert.Null(autograd.grad([x.sum()], [unused], allow_unused: true)[0]);
    }

    [Fact]
    public void Modes_nest_and_belong_to_one_thread()
    {
        Assert.True(is_grad_enabled());
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            using (enable_grad())
            {
                Assert.True(is_grad_enabled());
            }

            Assert.False(is_grad_enabled());
            bool other = false;
            Thread thread = new(() => other = is_grad_enabled());
            thread.Start();
            thread.Join();
            Assert.True(other);
            Assert.False((ones(2, requires_grad: true) * 2).requires_grad);
        }

        Assert.True(is_grad_enabled());
        using (inference_mode())
        {
            Assert.True(is_inference_mode_enabled());
        }

        Assert.False(is_inference_mode_enabled());
    }

    [Fact]
    public void A_leaf_is_what_the_user_made()
    {
        Tensor x = ones(2, requires_grad: true);
        Tensor y = x * 2;
        Assert.True(x.is_leaf);
        Assert.False(y.is_leaf);
        Assert.True(y.detach().is_leaf);
        y.retain_grad();
        y.sum().backward();
        Assert.Equal([1f, 1f], y.grad!.data<float>().ToArray());
        Assert.Throws<InvalidOperationException>(() => y.requires_grad = false);
        Assert.Throws<ArgumentException>(() => arange(3).requires_grad = true);
    }

    [Fact]
    public void A_custom_function_uses_its_own_gradient()
    {
        Tensor x = tensor([1.0, -2.0, 3.0], requires_grad: true);
        Tensor y = Cubed.apply(x, 2.0);
        Assert.Equal([2.0, -16.0, 54.0], y.data<double>().ToArray());
        y.sum().backward();
        Assert.Equal([6.0, 24.0, 54.0], x.grad!.data<double>().ToArray());
    }

    [Fact]
    public void A_custom_function_can_be_called_many_times_in_one_graph()
    {
        Tensor x = tensor(1.1, requires_grad: true);
        Tensor y = x;
        for (int i = 0; i < 3; i++)
        {
            y = Cubed.apply(y, 1.0);
        }

        y.backward();
        Assert.Equal(27 * Math.Pow(1.1, 26), x.grad!.item<double>(), 1e-9);
    }

    [Fact]
    public void A_saved_output_does_not_keep_the_graph_alive()
    {
        WeakReference context = RunSavedOutput();
        for (int i = 0; i < 5 && context.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(context.IsAlive);
    }

    [Fact]
    public void A_custom_function_with_several_outputs_gets_a_gradient_for_each()
    {
        Tensor x = tensor([1.0, 2.0], requires_grad: true);
        List<Tensor> outputs = SumAndDifference.apply(x, tensor([5.0, 7.0]));
        Assert.Equal([6.0, 9.0], outputs[0].data<double>().ToArray());
        outputs[1].sum().backward();
        Assert.Equal([1.0, 1.0], x.grad!.data<double>().ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void A_wrong_number_of_gradients_is_an_exception_and_not_a_crash(int count)
    {
        Tensor x = ones(2, requires_grad: true);
        Tensor y = Faulty.apply(x, 1.5, count, "gradients");
        var error = Assert.Throws<ExternalException>(() => y.sum().backward());
        Assert.Contains("Faulty.backward returned", error.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(error.InnerException);
    }

    [Fact]
    public void An_exception_in_backward_reaches_the_caller_with_its_cause()
    {
        Tensor x = ones(2, requires_grad: true);
        Tensor y = Faulty.apply(x, 1.5, 0, "throw");
        var error = Assert.Throws<ExternalException>(() => y.sum().backward());
        Assert.StartsWith("on purpose", error.Message, StringComparison.Ordinal);
        Assert.IsType<NotSupportedException>(error.InnerException);
    }

    [Fact]
    public void A_gradient_of_the_wrong_shape_is_an_exception()
    {
        Tensor x = ones(2, requires_grad: true);
        Tensor y = Faulty.apply(x, 1.5, 0, "shape");
        Assert.Throws<ExternalException>(() => y.sum().backward());
    }

    [Fact]
    public void A_second_backward_through_freed_saved_tensors_is_an_exception()
    {
        Tensor x = tensor(2.0, requires_grad: true);
        Tensor y = Cubed.apply(x, 1.0);
        y.backward();
        Assert.Throws<ExternalException>(() => y.backward());
    }

    private static WeakReference RunSavedOutput()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(0.5, requires_grad: true);
        Tensor y = Exponential.apply(x);
        y.backward();
        Assert.Equal(Math.Exp(0.5), x.grad!.item<double>(), 1e-12);
        return Exponential.LastContext!;
    }

    private sealed class Cubed : autograd.SingleTensorFunction<Cubed>
    {
        public override string Name => nameof(Cubed);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            ctx.save_for_backward([x]);
            ctx.save_data("factor", vars[1]);
            return x.pow(3) * (double)vars[1];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            Tensor x = ctx.get_saved_variables()[0];
            return [grad_output * x * x * (3 * (double)ctx.get_data("factor")), null!];
        }
    }

    private sealed class Exponential : autograd.SingleTensorFunction<Exponential>
    {
        public static WeakReference? LastContext { get; private set; }

        public override string Name => nameof(Exponential);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            LastContext = new WeakReference(ctx);
            Tensor y = ((Tensor)vars[0]).exp();
            ctx.save_for_backward([y]);
            return y;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
            [grad_output * ctx.get_saved_variables()[0]];
    }

    private sealed class SumAndDifference : autograd.MultiTensorFunction<SumAndDifference>
    {
        public override string Name => nameof(SumAndDifference);

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (a, b) = ((Tensor)vars[0], (Tensor)vars[1]);
            return [a + b, a - b];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs) =>
            [grad_outputs[0] + grad_outputs[1], grad_outputs[0] - grad_outputs[1]];
    }

    private sealed class Faulty : autograd.SingleTensorFunction<Faulty>
    {
        public override string Name => nameof(Faulty);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_data("count", vars[2]);
            ctx.save_data("fault", vars[3]);
            return (Tensor)vars[0] * 2;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            switch ((string)ctx.get_data("fault"))
            {
                case "throw":
                    throw new NotSupportedException("on purpose");
                case "shape":
                    return [ones(5), null!, null!, null!];
                default:
                    List<Tensor> gradients = [];
                    for (int i = 0; i < (int)ctx.get_data("count"); i++)
                    {
                        gradients.Add(grad_output);
                    }

                    return gradients;
            }
        }
    }
}
