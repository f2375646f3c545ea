namespace VisionAttention.Models;

/// <summary>The models that have a name: those that papers print, and a small Vision Transformer for small images.</summary>
public static class ModelNames
{
    /// <summary>The Vision Transformer whose size is settled by its options; by itself it is small.</summary>
    public const string SmallTransformer = "vit";

    private static readonly Dictionary<string, AttentionResNetOptions> Networks = new(StringComparer.Ordinal)
    {
        ["resnet18"] = new() { Depth = 18, Block = BlockKind.Basic },
        ["resnet26"] = new() { Depth = 26 },
        ["resnet34"] = new() { Depth = 34, Block = BlockKind.Basic },
        ["resnet38"] = new() { Depth = 38 },
        ["resnet50"] = new() { Depth = 50 },
    };

    private static readonly Dictionary<string, VisionTransformerOptions> Transformers = new(StringComparer.Ordinal)
    {
        ["vit-ti16"] = VisionTransformerOptions.Tiny(),
        ["vit-s16"] = VisionTransformerOptions.Small(),
        ["vit-b16"] = VisionTransformerOptions.Base(),
        ["vit-b32"] = VisionTransformerOptions.Base(32),
        ["vit-l16"] = VisionTransformerOptions.Large(),
        ["vit-l32"] = VisionTransformerOptions.Large(32),
        ["vit-h14"] = VisionTransformerOptions.Huge(),
        ["deit-ti16-distilled"] = VisionTransformerOptions.Tiny() with { Distillation = true },
        ["deit-s16-distilled"] = VisionTransformerOptions.Small() with { Distillation = true },
        ["deit-b16-distilled"] = VisionTransformerOptions.Base() with { Distillation = true },
        ["simplevit-ti16"] = VisionTransformerOptions.Tiny().AsSimple(),
        ["simplevit-s16"] = VisionTransformerOptions.Small().AsSimple(),
        ["simplevit-b16"] = VisionTransformerOptions.Base().AsSimple(),
        ["hybrid-b16"] = VisionTransformerOptions.Base(patchSize: 1) with { Backbone = new BackboneOptions() },
    };

    private static readonly Dictionary<string, ClipOptions> Pairs = new(StringComparer.Ordinal)
    {
        ["clip-vit-b32"] = ClipOptions.VitB32(),
        ["clip-vit-b16"] = ClipOptions.VitB16(),
        ["clip-vit-l14"] = ClipOptions.VitL14(),
        ["clip-vit-l14-336"] = ClipOptions.VitL14(336),
    };

    /// <summary>The names of the papers' models, residual networks first, those for images and texts last.</summary>
    public static IReadOnlyList<string> Printed { get; } = [.. Networks.Keys, .. Transformers.Keys, .. Pairs.Keys];

    /// <summary>The names of all classifiers.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Networks.Keys, SmallTransformer, .. Transformers.Keys];

    /// <summary>The settings of a residual network as printed, convolutional; null where the name is none of one.</summary>
    /// <param name="name">Such as <c>resnet26</c>.</param>
    public static AttentionResNetOptions? Network(string name) => Networks.GetValueOrDefault(name);

    /// <summary>The settings of a Vision Transformer as printed; null where the name is none of one.</summary>
    /// <param name="name">Such as <c>vit-b16</c>.</param>
    public static VisionTransformerOptions? Transformer(string name) => Transformers.GetValueOrDefault(name);

    /// <summary>The settings of a CLIP as printed; null where the name is none of one.</summary>
    /// <param name="name">Such as <c>clip-vit-b32</c>.</param>
    public static ClipOptions? Clip(string name) => Pairs.GetValueOrDefault(name);

    /// <summary>Where a residual network attends, from a word.</summary>
    /// <param name="word">full (stem and all groups), conv-stem (all groups), none, or groups such as <c>1,2,3</c>.</param>
    /// <returns>The stem and the operator of each group; null where the word means nothing.</returns>
    public static (StemKind Stem, IReadOnlyList<SpatialOperator> Groups)? Attention(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return word switch
        {
            "none" => (StemKind.Convolution, Groups([])),
            "conv-stem" => (StemKind.Convolution, Groups([1, 2, 3, 4])),
            "full" => (StemKind.Attention, Groups([1, 2, 3, 4])),
            _ => GroupNumbers(word) is { } numbers ? (StemKind.Convolution, Groups(numbers)) : null,
        };
    }

    /// <summary>The word for where a residual network attends, as <see cref="Attention"/> takes it.</summary>
    /// <param name="network">Its settings.</param>
    /// <returns>The word; an attention stem before other groups than all is no such word, and is called stem, with the groups.</returns>
    public static string AttentionWord(AttentionResNetOptions network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var numbers = string.Join(',', Enumerable.Range(1, network.Groups.Count).Where(group => network.Groups[group - 1] == SpatialOperator.Attention));
        return (network.Stem == StemKind.Attention, numbers) switch
        {
            (true, "1,2,3,4") => "full",
            (true, "") => "stem",
            (true, _) => $"stem,{numbers}",
            (false, "1,2,3,4") => "conv-stem",
            (false, "") => "none",
            _ => numbers,
        };
    }

    private static IReadOnlyList<SpatialOperator> Groups(int[] attention) => AttentionResNetOptions.Mixed(50, attention).Groups;

    private static int[]? GroupNumbers(string text)
    {
        var numbers = text.Split(',').Select(word => word is "1" or "2" or "3" or "4" ? word[0] - '0' : 0).ToArray();
        return numbers.Contains(0) || numbers.Distinct().Count() != numbers.Length ? null : numbers;
    }
}
