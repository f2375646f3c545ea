using static TorchSharp.torch;

namespace VisionAttention.Weights.Torch;

/// <summary>The numbers of a PyTorch file, of either generation, and the pickle that describes them.</summary>
internal interface ITorchStorages : IDisposable
{
    /// <summary>The value of the main pickle.</summary>
    object? Content { get; }

    /// <summary>Reads from a storage.</summary>
    /// <param name="storage">A storage that the content names; its length was checked when the file was opened.</param>
    /// <param name="start">Its first byte to read.</param>
    /// <param name="read">Takes what it needs from the stream, which may go on beyond the storage.</param>
    Tensor Read(TorchStorage storage, long start, Func<Stream, Tensor> read);
}
