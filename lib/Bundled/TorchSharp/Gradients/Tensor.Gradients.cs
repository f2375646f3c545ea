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
                var handle = NativeMethods.bt_grad(Handle);
                GC.KeepAlive(this);
                return WrapOrNull(handle);
            }

            set
            {
                if (NativeMethods.bt_set_grad(Handle, value?.Handle ?? IntPtr.Zero) < 0)
                    throw NativeMethods.Failure();
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            if (!requires_grad && !is_leaf)
                throw new InvalidOperationException("only a leaf can stop to require gradients: use detach() for a tensor without a graph");
            if (requires_grad && !is_floating_point() && !is_complex())
                throw new ArgumentException($"a tensor of {dtype} cannot require gradients: only floating and complex types can");
            if (NativeMethods.bt_set_requires_grad(Handle, requires_grad ? 1 : 0) < 0)
                throw NativeMethods.Failure();
            GC.KeepAlive(this);
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
            if (NativeMethods.bt_retain_grad(Handle) < 0)
                throw NativeMethods.Failure();
            GC.KeepAlive(this);
        }

        public void backward() => backward(null);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);
        }
    }
}
