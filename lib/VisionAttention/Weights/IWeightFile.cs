using static TorchSharp.torch;

namespace VisionAttention.Weights;

/// <summary>Named tensors in a file, whatever its format.</summary>
/// <remarks>Opening reads what the file says about its tensors and checks it; the numbers are read one tensor at a time. Not for several threads at once.</remarks>
public interface IWeightFile : IDisposable
{
    /// <summary>Where the file lies.</summary>
    string Path { get; }

    /// <summary>The names of the tensors, as they stand in the file.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>What the file says beside its tensors, as text; empty where the format has no place for it.</summary>
    IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Whether the file has a tensor of that name.</summary>
    /// <param name="name">Its name.</param>
    bool Contains(string name);

    /// <summary>The shape of a tensor, without reading its numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">There is no tensor of that name; the message gives the nearest names.</exception>
    long[] Shape(string name);

    /// <summary>The element type of a tensor, without reading its numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">There is no tensor of that name; the message gives the nearest names.</exception>
    ScalarType Type(string name);

    /// <summary>A tensor of the file, as a copy that the caller owns.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The tensor, contiguous, of the file's dtype and shape, on the CPU.</returns>
    /// <exception cref="ArgumentException">There is no tensor of that name; the message gives the nearest names.</exception>
    /// <exception cref="InvalidDataException">The numbers are not there; the message names the file and the tensor.</exception>
    Tensor Read(string name);
}
