namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        public class AutogradContext : IDisposable
        {
            private readonly Dictionary<string, object> _data = [];
            private List<Tensor> _saved = [];
            private bool _disposed;

            internal AutogradContext()
            {
            }

            public bool MaterializeGrads { get; private set; } = true;

            internal HashSet<IntPtr> NonDifferentiable { get; } = [];

            public void save_for_backward(List<Tensor> tensors)
            {
                ArgumentNullException.ThrowIfNull(tensors);
                // A tensor without a graph is detached: an output would otherwise hold on to the node that holds on to it.
                _saved = tensors.ConvertAll(tensor => tensor is null ? null! : (tensor.requires_grad ? tensor.alias() : tensor.detach()).DetachFromDisposeScope());
            }

            public List<Tensor> get_saved_variables()
            {
                if (_disposed)
                    throw new InvalidOperationException("the saved tensors are gone: backward ran through this node before; pass retain_graph: true to run it twice");
                return _saved.ConvertAll(tensor => tensor is null ? null! : tensor.alias());
            }

            public void save_data(string key, object value) => _data[key] = value;

            public object get_data(string key) => _data.TryGetValue(key, out var value) ? value : throw new ArgumentException($"no data was saved under {key}");

            public void mark_non_differentiable(List<Tensor> tensors)
            {
                ArgumentNullException.ThrowIfNull(tensors);
                foreach (var tensor in tensors)
                    NonDifferentiable.Add(tensor.Handle);
            }

            public void set_materialize_grads(bool value) => MaterializeGrads = value;

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                _disposed = true;
                foreach (var tensor in _saved)
                    tensor?.Dispose();
                _saved = [];
                _data.Clear();
            }
        }
    }
}
