namespace VisionAttention.Kit.Training.Ablation;

/// <summary>A table of variants that differ in one thing.</summary>
/// <param name="Name">As the command line gives it.</param>
/// <param name="Title">What is varied.</param>
/// <param name="PaperScale">What the paper's numbers were measured on; null where there are none.</param>
/// <param name="BaseWords">The options that all variants share.</param>
/// <param name="Settings">The variants, for images of a side.</param>
internal sealed record Sweep(string Name, string Title, string? PaperScale, IReadOnlyList<string> BaseWords, Func<int, IReadOnlyList<SweepSetting>> Settings)
{
    /// <summary>Whether the models are residual networks, which have a width.</summary>
    public bool IsOfNetworks => BaseWords[1].StartsWith("resnet", StringComparison.Ordinal);
}
