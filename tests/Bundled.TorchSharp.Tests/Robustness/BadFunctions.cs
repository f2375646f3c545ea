using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Robustness;

/// <summary>Functions of one's own that do something wrong.</summary>
internal static class BadFunctions
{
    public abstract class Base<T> : autograd.SingleTensorFunction<T> where T : Base<T>, new()
    {
        public override string Name => typeof(T).Name;

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => ((Tensor)vars[0]).mul(2);
    }

    public sealed class TooFew : Base<TooFew>
    {
        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output];
    }

    public sealed class TooMany : Base<TooMany>
    {
        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output, grad_output];
    }

    public sealed class NullList : Base<NullList>
    {
        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => null!;
    }

    public sealed class WrongShape : Base<WrongShape>
    {
        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [ones(7, 7)];
    }

    public sealed class Throws : Base<Throws>
    {
        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => throw new InvalidOperationException("thrown on the way back");
    }

    public sealed class ThrowsForward : Base<ThrowsForward>
    {
        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => throw new InvalidOperationException("thrown on the way there");

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output];
    }

    public sealed class Disposed : Base<Disposed>
    {
        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var gone = ones(3);
            gone.Dispose();
            return [gone];
        }
    }

    public sealed class NullResult : Base<NullResult>
    {
        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => null!;

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output];
    }
}
