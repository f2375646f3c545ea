using static TorchSharp.torch.nn;

namespace VisionAttention.Weights.Names;

/// <summary>The shape of a model's patches, which some layouts of a patch projection do not tell.</summary>
/// <param name="Channels">Channels C of the map that is cut.</param>
/// <param name="Side">Side P of a patch.</param>
internal readonly record struct PatchShape(long Channels, long Side)
{
    /// <summary>Numbers of a patch, P·P·C.</summary>
    public long Numbers => Side * Side * Channels;

    /// <summary>The patches of a model; empty ones where it cuts none.</summary>
    public static PatchShape Of(Module model)
    {
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (name == "patch_embed.proj.weight")
                return new PatchShape(parameter.shape[1], parameter.shape[2]);
        }
        return default;
    }
}
