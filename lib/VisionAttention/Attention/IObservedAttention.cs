using static TorchSharp.torch;

namespace VisionAttention.Attention;

/// <summary>A layer that can hand out the attention weights of its forward pass.</summary>
internal interface IObservedAttention
{
    /// <summary>Is given the weights of every forward pass, with their graph; while it is set the layer takes the path that has weights.</summary>
    Action<Tensor>? Observer { get; set; }

    /// <summary>What the layer does otherwise, in words, where observing changes its path; null where it does not.</summary>
    string? PathLeft { get; }
}
