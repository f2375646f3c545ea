using System.Globalization;

namespace VisionAttention.Kit.Training.Ablation;

/// <summary>The sweeps there are.</summary>
internal static class Sweeps
{
    private const string HeldOut = "ResNet-50 on ImageNet, images held out of the training set";
    private const string Validation = "ResNet-50 on ImageNet, validation set";

    public static IReadOnlyList<Sweep> All { get; } =
    [
        Networks("groups", "which groups convolve and which attend (Table 3)", HeldOut, [],
            new("attention in 1, 2, 3, 4", "--attention", "conv-stem"), new("attention in 2, 3, 4", "--attention", "2,3,4"), new("attention in 3, 4", "--attention", "3,4"),
            new("attention in 4", "--attention", "4"), new("convolution everywhere", "--attention", "none"), new("attention in 1", "--attention", "1"),
            new("attention in 1, 2", "--attention", "1,2"), new("attention in 1, 2, 3", "--attention", "1,2,3")),
        Networks("window", "the side k of the window (Table 4)", Validation, ["--attention", "conv-stem"], Numbers("k = ", "--kernel-size", 3, 5, 7, 9, 11)),
        Networks("position", "how attention knows where things are (Table 5)", HeldOut, ["--attention", "conv-stem"], Named("--position", "none", "absolute", "relative")),
        Networks("content", "position alone, or content and position (Table 6)", Validation, ["--attention", "conv-stem"],
            new("q·r", "--position", "relative-only"), new("q·k + q·r", "--position", "relative")),
        Networks("stem", "where the attention stem takes its values from (Table 7)", Validation, ["--attention", "full"],
            new("plain values", "--stem-values", "plain"), new("spatial convolution for values", "--stem-values", "convolution"), new("spatially aware values", "--stem-values", "spatially-aware")),
        new("patch-size", "the side of a Vision Transformer's patch", null, ["--model", "vit"],
            side => Numbers("P = ", "--patch-size", [.. new[] { 2, 4, 7, 8, 14, 16, 28, 32 }.Where(patch => side % patch == 0 && side / patch is >= 2 and <= 16)])),
        new("heads", "the number of a Vision Transformer's heads", null, ["--model", "vit"], _ => Numbers("heads = ", "--heads", 1, 2, 4, 8)),
        new("depth", "the number of a Vision Transformer's blocks", null, ["--model", "vit"], _ => Numbers("depth = ", "--depth", 1, 2, 4, 8)),
        new("vit-position", "how a Vision Transformer knows where its patches are", "ViT-B/16 on ImageNet, 5-shot linear", ["--model", "vit"],
            _ => Named("--position", "none", "learned", "sinusoidal")),
    ];

    /// <summary>A sweep by its name, or by table3 to table7 for the paper's.</summary>
    public static Sweep Find(string name) =>
        All.FirstOrDefault(sweep => sweep.Name == name || (name.StartsWith("table", StringComparison.Ordinal) && sweep.Title.EndsWith($"(Table {name[5..]})", StringComparison.Ordinal)))
            ?? throw new UsageProblem($"no sweep is called {name}: choose from {string.Join(", ", All.Select(sweep => sweep.Name).Concat(ShortSweeps.All.Select(sweep => sweep.Name)))}, or table3 to table7");

    private static Sweep Networks(string name, string title, string scale, string[] words, params SweepSetting[] settings) =>
        new Sweep(name, title, scale, ["--model", "resnet26", .. words], _ => settings);

    private static SweepSetting[] Numbers(string label, string option, params int[] numbers) =>
        [.. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)).Select(text => new SweepSetting(label + text, option, text))];

    private static SweepSetting[] Named(string option, params string[] words) => [.. words.Select(word => new SweepSetting(word, option, word))];
}

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

/// <summary>One row of a sweep.</summary>
/// <param name="Label">What a table calls it.</param>
/// <param name="Words">The options of `kit train` that make it.</param>
internal sealed record SweepSetting(string Label, params string[] Words)
{
    /// <summary>The label as a file name may have it.</summary>
    public string Slug => string.Join('-', Label.Replace("·", "", StringComparison.Ordinal)
        .Split([' ', ',', '=', '+'], StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
}
