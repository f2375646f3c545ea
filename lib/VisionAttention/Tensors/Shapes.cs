using static TorchSharp.torch;

namespace VisionAttention.Tensors;

/// <summary>Shapes as messages show them.</summary>
internal static class Shapes
{
    /// <summary>The shape of a tensor, such as <c>[2, 3, 5, 7]</c>.</summary>
    public static string Text(Tensor tensor) => Text(tensor.shape);

    /// <summary>A shape, such as <c>[2, 3, 5, 7]</c>.</summary>
    public static string Text(long[] shape) => $"[{string.Join(", ", shape)}]";
}
