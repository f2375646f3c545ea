namespace VisionAttention.Models;

/// <summary>The front end of a hybrid Vision Transformer: a ResNet without its classifier.</summary>
/// <remarks>Dosovitskiy et al. 2021, section 3.1 (hybrid architecture): patches are cut from a feature map; they may be single places.</remarks>
public sealed record BackboneOptions
{
    /// <summary>The network; its classes are not used.</summary>
    public AttentionResNetOptions Network { get; init; } = AttentionResNetOptions.Convolutional(50);

    /// <summary>How many of its four groups there are: 3 gives a map of 1/16 of the image's side, 4 one of 1/32.</summary>
    public int Groups { get; init; } = 3;
}
