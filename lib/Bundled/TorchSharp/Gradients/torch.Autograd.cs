using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_inference_mode_enabled() => InferenceMode.IsEnabled;

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

    // libtorch's own inference mode forbids later use of its tensors; here only the graph is left out.
    private sealed class InferenceMode : IDisposable
    {
        [ThreadStatic] private static bool _isEnabled;

        private readonly GradMode _grad;
        private readonly bool _before = _isEnabled;

        public InferenceMode(bool enabled)
        {
            _grad = new GradMode(!enabled);
            _isEnabled = enabled;
        }

        public static bool IsEnabled => _isEnabled;

        public void Dispose()
        {
            _isEnabled = _before;
            _grad.Dispose();
        }
    }

    public static partial class autograd
    {
        public static unsafe IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var (outputHandles, inputHandles, gradHandles) = (Handles(outputs), Handles(inputs), Handles(grad_outputs, outputs));
            var results = new IntPtr[inputHandles.Length];
            fixed (IntPtr* output = outputHandles, input = inputHandles, grad = gradHandles, result = results)
            {
                var status = NativeMethods.bt_autograd_grad(
                    output, outputHandles.Length, input, inputHandles.Length, grad, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, result);
                KeepAlive(outputs, inputs, grad_outputs);
                if (status < 0)
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
            var (outputHandles, inputHandles, gradHandles) = (Handles(tensors), inputs is null ? [] : Handles(inputs), Handles(grad_tensors, tensors));
            fixed (IntPtr* output = outputHandles, input = inputHandles, grad = gradHandles)
            {
                var status = NativeMethods.bt_backward(
                    output, outputHandles.Length, grad, (retain_graph ?? create_graph) ? 1 : 0, create_graph ? 1 : 0, input, inputHandles.Length);
                KeepAlive(tensors, inputs, grad_tensors);
                if (status < 0)
                    throw NativeMethods.Failure();
            }
        }

        internal static IntPtr[] Handles(IList<Tensor> tensors)
        {
            ArgumentNullException.ThrowIfNull(tensors);
            var handles = new IntPtr[tensors.Count];
            for (var index = 0; index < handles.Length; index++)
                handles[index] = (tensors[index] ?? throw new ArgumentNullException(nameof(tensors), $"tensor {index} of the list is null")).Handle;
            return handles;
        }

        private static IntPtr[]? Handles(IList<Tensor>? grads, IList<Tensor> outputs)
        {
            if (grads is null || grads.Count == 0)
                return null;
            if (grads.Count != outputs.Count)
                throw new ArgumentException($"{grads.Count} gradients for {outputs.Count} outputs: give one for each, or none");
            var handles = new IntPtr[grads.Count];
            for (var index = 0; index < handles.Length; index++)
                handles[index] = grads[index]?.Handle ?? IntPtr.Zero;
            return handles;
        }

        private static void KeepAlive(params IList<Tensor>?[] lists)
        {
            GC.KeepAlive(lists);
        }
    }
}
