namespace VisionAttention.Kit.Training.Ablation;

/// <summary>One row of a sweep.</summary>
/// <param name="Label">What a table calls it.</param>
/// <param name="Words">The options of `kit train` that make it.</param>
internal sealed record SweepSetting(string Label, params string[] Words)
{
    /// <summary>The label as a file name may have it.</summary>
    public string Slug => string.Join('-', Label.Replace("·", "", StringComparison.Ordinal)
        .Split([' ', ',', '=', '+'], StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
}
