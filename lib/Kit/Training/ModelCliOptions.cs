using System.CommandLine;
using VisionAttention.Attention;
using VisionAttention.Kit.Platform;
using VisionAttention.Models;
using VisionAttention.Training;

namespace VisionAttention.Kit.Training;

/// <summary>The options that describe a model.</summary>
internal sealed class ModelCliOptions
{
    private const int LargestSmallImage = 64;

    private readonly Option<string?> _model = CliOptions.Text("--model", "NAME",
        "resnet18|26|34|38|50, vit (its size by --patch-size, --embed-dim, --depth, --heads), or a printed one such as vit-ti16.");
    private readonly IReadOnlyList<RecipeOption<ModelRecipe>> _settings;

    public ModelCliOptions() => _settings = [.. NetworkSettings(), .. SharedSettings(), .. TransformerSettings()];

    public IEnumerable<Option> Options => [_model, .. _settings.Select(setting => setting.Option)];

    /// <summary>The model's name, null where it was not given.</summary>
    public string? Name(ParseResult words) => words.GetValue(_model);

    /// <summary>The first option that was given, null where none was.</summary>
    public string? Given(ParseResult words) =>
        Name(words) is not null ? _model.Name : _settings.FirstOrDefault(setting => setting.Given(words) is not null)?.Option.Name;

    /// <summary>The model that the words describe, for images of a kind.</summary>
    public ModelRecipe Recipe(ParseResult words, int channels, ImageSize image, int classes)
    {
        var name = Name(words) ?? throw new UsageProblem($"--model is missing: choose from {string.Join(", ", ModelNames.All)}");
        var recipe = RecipeOption<ModelRecipe>.ApplyAll(_settings, words, Defaults(name, image).For(channels, image, classes));
        foreach (var setting in _settings)
        {
            if (setting.Given(words) is not null && setting.Option.Name is "--kernel-size" or "--border" && !recipe.Attends)
                throw new UsageProblem($"{setting.Option.Name} is for attention, and {name} has none: add --attention full, or leave it out");
        }
        try
        {
            recipe.Check();
        }
        catch (ArgumentException problem)
        {
            throw new UsageProblem($"{name} cannot be built: {problem.Message}");
        }
        return recipe;
    }

    /// <summary>The first option that contradicts a model; null where none does.</summary>
    public string? Contradiction(ParseResult words, ModelRecipe recipe)
    {
        if (Name(words) is { } name && name != recipe.Name)
            return $"{_model.Name} {name}";
        return RecipeOption<ModelRecipe>.Contradiction(_settings, words, recipe, changed => changed.ToJson());
    }

    // Small images get lesson 09's setting: windows of 3, stem blocks of 2, a quarter of the width; larger ones the paper's.
    private static ModelRecipe Defaults(string name, ImageSize image)
    {
        var isSmall = IsSmall(image);
        if (ModelNames.Network(name) is { } network)
        {
            return new ModelRecipe { Name = name, Image = image, Network = !isSmall ? network : network with
            {
                Width = 0.25, PoolsStem = false, AttentionStem = network.AttentionStem with { Block = 2 }, Attention = network.Attention with { KernelSize = 3 },
            } };
        }
        if (ModelNames.Clip(name) is not null)
            throw new UsageProblem($"{name} compares images with texts and has no classes to train, which this command needs: choose from {string.Join(", ", ModelNames.All)}");
        var transformer = ModelNames.Transformer(name);
        if (name == ModelNames.SmallTransformer)
        {
            var small = VisionTransformerOptions.Tiny() with { EmbedDim = 64, Depth = 4, Heads = 4, PatchSize = 4 };
            transformer = isSmall ? small : VisionTransformerOptions.Tiny();
        }
        return transformer is null
            ? throw new UsageProblem($"no model is called {name}: choose from {string.Join(", ", ModelNames.All)}")
            : new ModelRecipe { Name = name, Image = image, Transformer = transformer };
    }

    private static bool IsSmall(ImageSize image) => Math.Max(image.Height, image.Width) <= LargestSmallImage;

    private static IEnumerable<RecipeOption<ModelRecipe>> NetworkSettings()
    {
        var attention = CliOptions.Text("--attention", "WHERE", "Where a resnet attends: full (stem and all groups), conv-stem (all groups), none, or groups such as 1,2,3. Default: none.");
        yield return RecipeOption<ModelRecipe>.Of(attention, (recipe, where) => recipe with { Network = Attend(NetworkOf(recipe, attention), where, recipe.Image) });
        yield return Network(CliOptions.Number("--width", "Factor on a resnet's channels. Default: 0.25 for images up to 64 pixels, else 1.", "above 0 and at most 16", value => value is > 0 and <= 16, "FACTOR"),
            (network, factor) => network with { Width = factor });
        yield return Network(CliOptions.Whole("--kernel-size", "Side of the attention window, odd. Default: 3 for images up to 64 pixels, else 7.", 1, 63, "K"),
            (network, side) => network with { Attention = network.Attention with { KernelSize = (int)side } });
        yield return Network(CliOptions.OneOf("--border", "What attention finds outside the image. Default: zero-pad.", "zero-pad", "mask"),
            (network, border) => network with { Attention = network.Attention with { Border = border == "mask" ? FusedAttention.Border.Mask : FusedAttention.Border.ZeroPad } });
        yield return Network(CliOptions.Whole("--stem-block", "Side of the attention stem's blocks, in pixels. Default: 2 for images up to 64 pixels, else 4.", 1, 64, "PIXELS"),
            (network, side) => network with { AttentionStem = network.AttentionStem with { Block = (int)side } });
        yield return Network(CliOptions.OneOf("--stem-values", "Where the attention stem takes its values from. Default: spatially-aware.", "spatially-aware", "plain", "convolution"),
            (network, values) => network with { AttentionStem = network.AttentionStem with { Values = Values(values) } });
    }

    private static IEnumerable<RecipeOption<ModelRecipe>> SharedSettings()
    {
        yield return RecipeOption<ModelRecipe>.Of(
            CliOptions.Whole("--heads", "Heads of every attention layer. Default: 8 in a resnet, in vit 4 for images up to 64 pixels, else 3.", 1, 1024),
            (recipe, heads) => recipe.Network is { } network
                ? recipe with { Network = network with { Attention = network.Attention with { Heads = (int)heads } } }
                : recipe with { Transformer = recipe.Transformer! with { Heads = heads } });
        yield return RecipeOption<ModelRecipe>.Of(
            CliOptions.OneOf("--position", "How attention knows where things are; a resnet: none, absolute, relative, relative-only; a Vision Transformer: none, learned, sinusoidal.",
                "none", "absolute", "relative", "relative-only", "learned", "sinusoidal"),
            Position);
    }

    private static IEnumerable<RecipeOption<ModelRecipe>> TransformerSettings()
    {
        yield return Transformer(CliOptions.Whole("--patch-size", "Side of a Vision Transformer's patch, in pixels. Default of vit: 4 for images up to 64 pixels, else 16.", 1, 1024, "PIXELS"),
            (transformer, side) => transformer with { PatchSize = (int)side });
        yield return Transformer(CliOptions.Whole("--embed-dim", "Width of a token. Default of vit: 64 for images up to 64 pixels, else 192.", 1, 65536),
            (transformer, width) => transformer with { EmbedDim = width });
        yield return Transformer(CliOptions.Whole("--mlp-dim", "Width of the MLP. Default: four times --embed-dim.", 1, 1 << 20),
            (transformer, width) => transformer with { Block = transformer.Block with { MlpDim = width } });
        yield return Transformer(CliOptions.Whole("--depth", "Encoder blocks. Default of vit: 4 for images up to 64 pixels, else 12.", 1, 1000),
            (transformer, depth) => transformer with { Depth = (int)depth });
        yield return Transformer(CliOptions.Number("--drop-path", "Probability with which an image skips a residual branch. Default: 0.", "from 0 to below 1", value => value is >= 0 and < 1, "P"),
            (transformer, probability) => transformer with { Block = transformer.Block with { DropPath = probability } });
    }

    private static AttentionResNetOptions Attend(AttentionResNetOptions network, string where, ImageSize image)
    {
        var (stem, groups) = ModelNames.Attention(where)
            ?? throw new UsageProblem($"--attention {where} is not full, conv-stem, none, or some of the groups 1,2,3,4 with commas between them");
        // On small images both stems leave maps of half the image's side: the attention stem pools, the convolution's stride is enough.
        return network with { Stem = stem, Groups = groups, PoolsStem = stem == StemKind.Attention || !IsSmall(image) };
    }

    private static ModelRecipe Position(ModelRecipe recipe, string word)
    {
        if (recipe.Network is { } network)
        {
            var kind = word switch
            {
                "none" => PositionKind.None,
                "absolute" => PositionKind.Absolute,
                "relative" => PositionKind.Relative,
                "relative-only" => PositionKind.RelativeOnly,
                _ => throw new UsageProblem($"--position {word} is for Vision Transformers: {recipe.Name} has none, absolute, relative, relative-only"),
            };
            return recipe with { Network = network with { Attention = network.Attention with { Position = kind } } };
        }
        return recipe with { Transformer = recipe.Transformer! with { Position = word switch
        {
            "none" => TokenPosition.None,
            "learned" => TokenPosition.Learned,
            "sinusoidal" => TokenPosition.Sinusoidal,
            _ => throw new UsageProblem($"--position {word} is for the resnets: {recipe.Name} has none, learned, sinusoidal"),
        } } };
    }

    private static StemValues Values(string word) =>
        word switch { "plain" => StemValues.Plain, "convolution" => StemValues.SpatialConvolution, _ => StemValues.SpatiallyAware };

    private static RecipeOption<ModelRecipe> Network<TValue>(Option<TValue?> option, Func<AttentionResNetOptions, TValue, AttentionResNetOptions> change)
        where TValue : struct => RecipeOption<ModelRecipe>.Of(option, (recipe, value) => recipe with { Network = change(NetworkOf(recipe, option), value) });

    private static RecipeOption<ModelRecipe> Network(Option<string?> option, Func<AttentionResNetOptions, string, AttentionResNetOptions> change) =>
        RecipeOption<ModelRecipe>.Of(option, (recipe, value) => recipe with { Network = change(NetworkOf(recipe, option), value) });

    private static RecipeOption<ModelRecipe> Transformer<TValue>(Option<TValue?> option, Func<VisionTransformerOptions, TValue, VisionTransformerOptions> change)
        where TValue : struct
    {
        return RecipeOption<ModelRecipe>.Of(option, (recipe, value) => recipe with
        {
            Transformer = change(recipe.Transformer ?? throw new UsageProblem($"{option.Name} is for Vision Transformers: {recipe.Name} is a residual network"), value),
        });
    }

    private static AttentionResNetOptions NetworkOf(ModelRecipe recipe, Option option) =>
        recipe.Network ?? throw new UsageProblem($"{option.Name} is for the resnets: {recipe.Name} is a Vision Transformer");
}
