using TorchSharp.Modules;
using static TorchSharp.torch;

namespace VisionAttention.Tensors;

/// <summary>Makes parameters that belong to their layer, not to the scope they were made in.</summary>
/// <remarks>As TorchSharp's own layers a layer starts on libtorch's default device, which its constructor names, and then moves with its model.</remarks>
internal static class OwnedParameter
{
    /// <summary>A parameter that starts from a tensor's numbers.</summary>
    /// <param name="start">Its first values; the tensor becomes the parameter.</param>
    public static Parameter From(Tensor start)
    {
        var parameter = new Parameter(start);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
