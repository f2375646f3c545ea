using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator Detach = Operator.Find("detach");
        private static readonly Operator DetachInPlace = Operator.Find("detach_");

        public bool requires_grad
        {
            get => Describe().RequiresGrad != 0;
            set => requires_grad_(value);
        }

        public Tensor? grad
        {
            get
            {
                using var borrowed = new Borrowed(this);
                return WrapOrNull(NativeMethods.bt_grad(borrowed.Handle));
            }

            set
            {
                using var borrowed = new Borrowed(this);
                using var given = new Borrowed(value);
                if (NativeMethods.bt_set_grad(borrowed.Handle, given.Handle) < 0)
                    throw NativeMethods.Failure();
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            if (!requires_grad && !is_leaf)
                throw new InvalidOperationException("only a leaf can stop to require gradients: use detach() for a tensor without a graph");
            if (requires_grad && !is_floating_point() && !is_complex())
                throw new ArgumentException($"a tensor of {dtype} cannot require gradients: only floating and complex types can");
            using var borrowed = new Borrowed(this);
            if (NativeMethods.bt_set_requires_grad(borrowed.Handle, requires_grad ? 1 : 0) < 0)
                throw NativeMethods.Failure();
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public Tensor detach() => Detach.Call(this);

        public Tensor detach_()
        {
            DetachInPlace.CallInPlace(this);
            return this;
        }

        public void retain_grad()
        {
            using var borrowed = new Borrowed(this);
            if (NativeMethods.bt_retain_grad(borrowed.Handle) < 0)
                throw NativeMethods.Failure();
        }

        public void backward() => backward(null);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);
        }
    }
}
