namespace TorchSharp.Modules;

/// <summary>Makes the parameters of built-in layers: outside every scope, in the order and with the draws PyTorch uses.</summary>
internal static class LayerParameters
{
    public static Parameter Empty(long[] shape, torch.Device? device, torch.ScalarType? dtype)
    {
        var parameter = new Parameter(torch.empty(shape, dtype, device));
        parameter.DetachFromDisposeScope();
        return parameter;
    }

    public static Parameter Full(long[] shape, double value, torch.Device? device, torch.ScalarType? dtype)
    {
        var parameter = Empty(shape, device, dtype);
        torch.nn.init.constant_(parameter, value);
        return parameter;
    }

    /// <summary>A bias drawn uniformly from ±1/√fanIn of the weight.</summary>
    public static Parameter Bias(long length, Parameter weight, torch.Device? device, torch.ScalarType? dtype)
    {
        var bias = Empty([length], device, dtype);
        DrawBias(bias, weight);
        return bias;
    }

    /// <summary>Draws a bias uniformly from ±1/√fanIn of the weight.</summary>
    public static void DrawBias(Parameter bias, Parameter weight)
    {
        var (fanIn, _) = torch.nn.init.CalculateFanInAndFanOut(weight);
        var bound = fanIn > 0 ? 1 / Math.Sqrt(fanIn) : 0;
        torch.nn.init.uniform_(bias, -bound, bound);
    }
}
