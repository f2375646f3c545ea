using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Robustness;

internal static class TensorBackward
{
    /// <summary>Backward as an expression.</summary>
    public static object? WentBack(this Tensor loss)
    {
        loss.backward();
        return null;
    }
}
