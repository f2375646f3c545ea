using TorchSharp.Modules;
using VisionAttention.Layers;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Models;

/// <summary>The first weights of a Vision Transformer: truncated normals of deviation 0.02, biases 0.</summary>
/// <remarks>Touvron et al. 2020 (DeiT), section 6.</remarks>
internal static class TokenWeights
{
    /// <summary>A learned vector for each of some tokens.</summary>
    /// <returns>[1, tokens, D]</returns>
    public static Parameter Table(long tokens, long embedDim)
    {
        var start = empty(1, tokens, embedDim);
        Initialisation.TruncatedNormal(start);
        return OwnedParameter.From(start);
    }

    /// <summary>Draws every linear layer of a model anew; convolutions keep the weights they were made with.</summary>
    public static void Draw(Module model)
    {
        foreach (var module in model.modules())
        {
            if (module is not Linear layer)
                continue;
            Initialisation.TruncatedNormal(layer.weight!);
            if (layer.bias is not null)
                init.zeros_(layer.bias);
        }
    }
}
