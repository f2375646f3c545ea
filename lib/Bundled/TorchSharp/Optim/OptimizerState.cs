using TorchSharp.Utils;

namespace TorchSharp.Modules;

/// <summary>What an optimiser remembers about one parameter.</summary>
public abstract class OptimizerState
{
    /// <summary>The parameter.</summary>
    protected Parameter _parameter;

    /// <summary>Remembers the parameter.</summary>
    /// <param name="parameter">The parameter.</param>
    protected OptimizerState(Parameter parameter)
    {
        _parameter = parameter;
    }

    /// <summary>Parameters of one group whose states agree here can be changed together.</summary>
    internal abstract long Phase { get; }

    /// <summary>Makes the tensors that the options ask for.</summary>
    public abstract void Initialize(OptimizerOptions options);

    /// <summary>Reads the state.</summary>
    public abstract void LoadStateDict(BinaryReader reader);

    /// <summary>Takes a copy of another state.</summary>
    public abstract void LoadStateDict(OptimizerState source);

    /// <summary>Writes the state.</summary>
    public abstract void SaveStateDict(BinaryWriter writer);

    /// <summary>Moves the state to a device.</summary>
    public virtual void to(torch.Device device)
    {
    }

    /// <summary>Whether two states hold nearly the same numbers.</summary>
    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    /// <summary>Reads a tensor if one was written.</summary>
    protected static void LoadConditionalStateTensor(BinaryReader reader, ref torch.Tensor? result, torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (!reader.ReadBoolean())
            return;
        result?.Dispose();
        result = Moved(TensorFile.Read(reader), device);
    }

    /// <summary>Writes whether there is a tensor, and the tensor.</summary>
    protected static void SaveConditionalStateTensor(BinaryWriter writer, torch.Tensor? tensor)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(tensor is not null);
        if (tensor is not null)
            TensorFile.Write(writer, tensor);
    }

    internal abstract void Release();

    /// <summary>Zeros like the parameter, owned by this state.</summary>
    private protected torch.Tensor Zeros() => torch.zeros_like(_parameter).DetachFromDisposeScope();

    /// <summary>Reads a tensor that must fit the parameter.</summary>
    private protected void Read(BinaryReader reader, ref torch.Tensor target)
    {
        var read = Moved(TensorFile.Read(reader), target.device);
        if (!read.shape.AsSpan().SequenceEqual(_parameter.shape))
            throw new ArgumentException($"the saved state has shape [{string.Join(", ", read.shape)}], the parameter [{string.Join(", ", _parameter.shape)}]");
        target.Dispose();
        target = read;
    }

    private protected static torch.Tensor? Copy(torch.Tensor? source, torch.Tensor? replaced)
    {
        using var off = torch.no_grad();
        var copy = source?.clone().DetachFromDisposeScope();
        replaced?.Dispose();
        return copy;
    }

    private protected static void Move(ref torch.Tensor tensor, torch.Device device) => tensor = Moved(tensor, device);

    private protected static bool Close(torch.Tensor? left, torch.Tensor? right) =>
        left is null || right is null ? left is null && right is null : left.allclose(right);

    private protected static T Cast<T>(OptimizerState source) where T : OptimizerState =>
        source as T ?? throw new ArgumentException($"the state is {source?.GetType().DeclaringType?.Name}'s, not {typeof(T).DeclaringType?.Name}'s");

    private static torch.Tensor Moved(torch.Tensor tensor, torch.Device device)
    {
        var moved = tensor.to(device);
        if (!ReferenceEquals(moved, tensor))
            tensor.Dispose();
        return moved.DetachFromDisposeScope();
    }
}
