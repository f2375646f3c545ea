using VisionAttention.Models;

namespace VisionAttention.Kit.Analysis.Summary;

/// <summary>The models that `kit summary` knows by name.</summary>
internal static class KnownModels
{
    /// <summary>All names.</summary>
    public static string Names => string.Join(", ", ModelNames.Printed);

    /// <summary>The settings of a residual network, or null where the model is none.</summary>
    /// <exception cref="ArgumentProblem">The groups with attention are none.</exception>
    public static AttentionResNetOptions? Network(SummaryArguments arguments)
    {
        if (ModelNames.Network(arguments.Model) is not { } network)
            return null;
        var where = arguments.Attention ?? "none";
        var (stem, groups) = ModelNames.Attention(where)
            ?? throw new ArgumentProblem($"--attention {where} is not full, conv-stem, none, or some of the groups 1,2,3,4 with commas between them");
        return network with { Stem = stem, Groups = groups, Width = arguments.Width ?? 1, InChannels = arguments.Channels, Classes = arguments.Classes };
    }

    /// <summary>The settings of a Vision Transformer.</summary>
    /// <exception cref="ArgumentProblem">There is none of that name, or an option is not for it.</exception>
    public static VisionTransformerOptions Transformer(SummaryArguments arguments)
    {
        var transformer = ModelNames.Transformer(arguments.Model) ?? throw new ArgumentProblem($"no model is called {arguments.Model}: choose from {Names}");
        if (arguments.Attention is not null || arguments.Width is not null)
            throw new ArgumentProblem($"--attention and --width are for the resnets: {arguments.Model} has neither");
        return transformer with { Image = arguments.Image, InChannels = arguments.Channels, Classes = arguments.Classes };
    }
}
