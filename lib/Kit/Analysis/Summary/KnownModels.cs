using VisionAttention.Models;

namespace VisionAttention.Kit.Analysis.Summary;

/// <summary>The models that `kit summary` knows by name.</summary>
internal static class KnownModels
{
    private static readonly Dictionary<string, AttentionResNetOptions> Networks = new()
    {
        ["resnet18"] = new() { Depth = 18, Block = BlockKind.Basic },
        ["resnet26"] = new() { Depth = 26 },
        ["resnet34"] = new() { Depth = 34, Block = BlockKind.Basic },
        ["resnet38"] = new() { Depth = 38 },
        ["resnet50"] = new() { Depth = 50 },
    };

    private static readonly Dictionary<string, VisionTransformerOptions> Transformers = new()
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

    /// <summary>All names.</summary>
    public static string Names => string.Join(", ", Networks.Keys.Concat(Transformers.Keys));

    /// <summary>The settings of a residual network, or null where the model is none.</summary>
    /// <exception cref="ArgumentProblem">The groups with attention are none.</exception>
    public static AttentionResNetOptions? Network(SummaryArguments arguments)
    {
        if (!Networks.TryGetValue(arguments.Model, out var network))
            return null;
        var (stem, groups) = Attention(arguments.Attention ?? "none");
        return network with { Stem = stem, Groups = groups, Width = arguments.Width ?? 1, InChannels = arguments.Channels, Classes = arguments.Classes };
    }

    /// <summary>The settings of a Vision Transformer.</summary>
    /// <exception cref="ArgumentProblem">There is none of that name, or an option is not for it.</exception>
    public static VisionTransformerOptions Transformer(SummaryArguments arguments)
    {
        if (!Transformers.TryGetValue(arguments.Model, out var transformer))
            throw new ArgumentProblem($"no model is called {arguments.Model}: choose from {Names}");
        if (arguments.Attention is not null || arguments.Width is not null)
            throw new ArgumentProblem($"--attention and --width are for the resnets: {arguments.Model} has neither");
        return transformer with { Image = arguments.Image, InChannels = arguments.Channels, Classes = arguments.Classes };
    }

    private static (StemKind Stem, IReadOnlyList<SpatialOperator> Groups) Attention(string where)
    {
        return where switch
        {
            "none" => (StemKind.Convolution, new AttentionResNetOptions().Groups),
            "conv-stem" => (StemKind.Convolution, AttentionResNetOptions.Mixed(50, 1, 2, 3, 4).Groups),
            "full" => (StemKind.Attention, AttentionResNetOptions.Mixed(50, 1, 2, 3, 4).Groups),
            _ => (StemKind.Convolution, AttentionResNetOptions.Mixed(50, GroupNumbers(where)).Groups),
        };
    }

    private static int[] GroupNumbers(string text)
    {
        var numbers = text.Split(',').Select(word => word is "1" or "2" or "3" or "4" ? word[0] - '0' : 0).ToArray();
        if (numbers.Contains(0) || numbers.Distinct().Count() != numbers.Length)
            throw new ArgumentProblem($"--attention {text} is not full, conv-stem, none, or some of the groups 1,2,3,4 with commas between them");
        return numbers;
    }
}
