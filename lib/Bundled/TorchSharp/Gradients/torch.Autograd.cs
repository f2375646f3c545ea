using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_inference_mode_enabled() => NativeMethods.bt_inference_mode() != 0;

    public static bool is_grad_enabled() => NativeMethods.bt_grad_mode() != 0;

    private sealed class GradMode : IDisposable
    {
        private readonly int _before = NativeMethods.bt_grad_mode();
        private bool _disposed;

        public GradMode(bool enabled)
        {
            NativeMethods.bt_set_grad_mode(enabled ? 1 : 0);
        }

        public void Dispose()
        {
            if (_disposed)
                return;
            _disposed = true;
            NativeMethods.bt_set_grad_mode(_before);
        }
    }

    private sealed class InferenceMode : IDisposable
    {
        private readonly int _thread = Environment.CurrentManagedThreadId;
        private IntPtr _handle;

        public InferenceMode(bool enabled)
        {
            _handle = NativeMethods.bt_inference_begin(enabled ? 1 : 0);
            if (_handle == IntPtr.Zero)
                throw NativeMethods.Failure();
        }

        public void Dispose()
        {
            if (_handle == IntPtr.Zero)
                return;
            if (Environment.CurrentManagedThreadId != _thread)
                throw new InvalidOperationException($"inference mode was begun on thread {_thread} and must end there, not on thread {Environment.CurrentManagedThreadId}: no await may stand inside it");
            NativeMethods.bt_inference_end(_handle);
            _handle = IntPtr.Zero;
        }
    }

    public static partial class autograd
    {
        public static unsafe IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            CheckCount(grad_outputs, outputs);
            using var outputHandles = new BorrowedList(outputs, nameof(outputs));
            using var inputHandles = new BorrowedList(inputs, nameof(inputs));
            using var gradHandles = new BorrowedList(grad_outputs ?? [], nameof(grad_outputs), gaps: true);
            var results = new IntPtr[inputHandles.Count];
            fixed (IntPtr* output = outputHandles.Handles, input = inputHandles.Handles, grad = gradHandles.Handles, result = results)
            {
                if (NativeMethods.bt_autograd_grad(
                    output, outputHandles.Count, input, inputHandles.Count, grad, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, result) < 0)
                    throw NativeMethods.Failure();
            }
            return Array.ConvertAll(results, handle => Tensor.WrapOrNull(handle)!);
        }

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);
        }

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);
        }

        public static unsafe void backward(
            IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            CheckCount(grad_tensors, tensors);
            using var outputHandles = new BorrowedList(tensors, nameof(tensors));
            using var inputHandles = new BorrowedList(inputs ?? [], nameof(inputs));
            using var gradHandles = new BorrowedList(grad_tensors ?? [], nameof(grad_tensors), gaps: true);
            fixed (IntPtr* output = outputHandles.Handles, input = inputHandles.Handles, grad = gradHandles.Handles)
            {
                if (NativeMethods.bt_backward(
                    output, outputHandles.Count, grad, (retain_graph ?? create_graph) ? 1 : 0, create_graph ? 1 : 0, input, inputHandles.Count) < 0)
                    throw NativeMethods.Failure();
            }
        }

        private static void CheckCount(IList<Tensor>? grads, IList<Tensor> outputs)
        {
            ArgumentNullException.ThrowIfNull(outputs);
            if (grads is { Count: > 0 } && grads.Count != outputs.Count)
                throw new ArgumentException($"{grads.Count} gradients for {outputs.Count} outputs: give one for each, or none");
        }
    }
}
