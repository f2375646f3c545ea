namespace VisionAttention.Weights.Names;

/// <summary>
/// The library's own names: timm's VisionTransformer, and with it DeiT's and DINO's checkpoints, and torchvision's and timm's ResNets.
/// </summary>
internal static class TimmNames
{
    // Wrappers of parallel training and of DINO's student and teacher.
    public static readonly IReadOnlyList<string> Prefixes = ["module.", "backbone."];

    public static readonly IReadOnlyList<NameRule> Rules =
    [
        new("pre_logits.fc.{p}", "pre_logits.{p}"),
    ];
}
