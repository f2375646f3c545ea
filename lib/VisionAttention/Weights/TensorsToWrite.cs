using static TorchSharp.torch;

namespace VisionAttention.Weights;

/// <summary>The tensors that are to be written, checked before anything touches the disk.</summary>
internal static class TensorsToWrite
{
    /// <param name="tensors">Names and tensors.</param>
    /// <param name="format">The format, for messages.</param>
    /// <param name="isWritable">Whether the format has the element type.</param>
    /// <exception cref="ArgumentException">A name is empty or used twice, or the format lacks an element type.</exception>
    public static IReadOnlyList<KeyValuePair<string, Tensor>> Checked(
        IEnumerable<KeyValuePair<string, Tensor>> tensors,
        string format,
        Func<ScalarType, bool> isWritable)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var result = new List<KeyValuePair<string, Tensor>>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, tensor) in tensors)
        {
            if (string.IsNullOrEmpty(name))
                throw new ArgumentException("a tensor to be written has no name");
            if (!names.Add(name))
                throw new ArgumentException($"two tensors to be written are named {BadFile.OneLine(name)}");
            RequireWritable(name, tensor, format, isWritable);
            result.Add(new(name, tensor));
        }
        return result;
    }

    /// <exception cref="ArgumentException">The tensor is missing, or the format lacks its element type.</exception>
    public static void RequireWritable(string name, Tensor? tensor, string format, Func<ScalarType, bool> isWritable)
    {
        if (tensor is null || tensor.IsInvalid)
            throw new ArgumentException($"the tensor {BadFile.OneLine(name)} is null or disposed");
        if (!isWritable(tensor.dtype))
            throw new ArgumentException($"{BadFile.OneLine(name)} is {tensor.dtype}, which a {format} file cannot hold. Fix: convert it, such as .to(ScalarType.Float32)");
    }
}
