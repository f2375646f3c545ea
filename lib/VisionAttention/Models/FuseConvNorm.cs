using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace VisionAttention.Models;

/// <summary>Makes a finished network faster: convolutions take over the batch norms behind them.</summary>
/// <remarks>
/// While evaluating, a batch norm is the same scale and shift for every pixel:
/// γ·(W∗x − mean) / √(var + ε) + β = (sW)∗x + β − mean·s with s = γ / √(var + ε) for each output channel.
/// Ioffe and Szegedy 2015, section 3.1. Norms behind attention stay. The numbers differ from those of the network in the last bits.
/// </remarks>
public static class FuseConvNorm
{
    /// <summary>A copy of a network for inference, with fewer passes over its maps.</summary>
    /// <param name="model">A trained network; it stays as it is.</param>
    /// <returns>A network of its own in evaluation mode. It is not for training: it has no norms to learn.</returns>
    public static AttentionResNet Apply(AttentionResNet model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var (first, modules, source) = (model.parameters().First(), model.named_modules().ToDictionary(), model.state_dict());
        var fused = new AttentionResNet(model.Options with { HasFusedNorms = true });
        fused.to(first.dtype).to(first.device);
        var target = fused.state_dict();
        foreach (var (name, value) in target.Where(entry => source.ContainsKey(entry.Key)))
            value.copy_(source[name]);
        // What the network lacks are the biases.
        foreach (var (name, bias) in target.Where(entry => !source.ContainsKey(entry.Key)))
        {
            var convolution = name[..^".bias".Length];
            var norm = (BatchNorm2d)modules[NormBehind(convolution)];
            var scale = norm.weight! * (norm.running_var! + norm.eps).rsqrt();                      // [outChannels]
            target[$"{convolution}.weight"].mul_(scale.reshape(-1, 1, 1, 1));
            bias.copy_(norm.bias! - norm.running_mean! * scale);
        }
        fused.eval();
        return fused;
    }

    // conv1 and bn1, or 0 and 1 in a shortcut.
    private static string NormBehind(string convolution)
    {
        var dot = convolution.LastIndexOf('.') + 1;
        var (path, name) = (convolution[..dot], convolution[dot..]);
        return path + (name == "0" ? "1" : name.Replace("conv", "bn", StringComparison.Ordinal));
    }
}
