using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules;

/// <summary>A data set over tensors whose first dimensions agree.</summary>
public class TensorDataset : torch.utils.data.IterableDataset
{
    private readonly Tensor[] _tensors;

    internal TensorDataset(Tensor[] tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.Length == 0)
            throw new ArgumentException("TensorDataset needs at least one tensor");
        foreach (var tensor in tensors)
        {
            if (tensor.ndim == 0 || tensor.shape[0] != tensors[0].shape[0])
                throw new ArgumentException($"the first dimensions differ: [{string.Join(", ", tensors[0].shape)}] and [{string.Join(", ", tensor.shape)}]");
        }
        // Own handles: the caller may dispose its tensors, or close their scope.
        _tensors = Array.ConvertAll(tensors, tensor => tensor.alias().DetachFromDisposeScope());
    }

    /// <inheritdoc/>
    public override long Count => _tensors[0].shape[0];

    /// <summary>One example: a row of each tensor.</summary>
    public IList<Tensor> this[long index] => GetTensor(index);

    /// <inheritdoc/>
    public override IList<Tensor> GetTensor(long index) => Array.ConvertAll(_tensors, tensor => tensor[index]);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var tensor in _tensors)
                tensor.Dispose();
        }
        base.Dispose(disposing);
    }
}
