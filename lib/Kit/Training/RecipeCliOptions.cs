using System.CommandLine;
using VisionAttention.Data;
using VisionAttention.Kit.Platform;
using VisionAttention.Training;

namespace VisionAttention.Kit.Training;

/// <summary>The options that describe how a model is trained.</summary>
internal sealed class RecipeCliOptions
{
    private const string BatchSize = "--batch-size";

    private readonly IReadOnlyList<RecipeOption<RunRecipe>> _settings = [.. Lengths(), .. Rates(), .. Weights(), .. Images(), .. Machine()];

    public IEnumerable<Option> Options => _settings.Select(setting => setting.Option);

    /// <summary>The recipe that the words describe, for a model and a data set.</summary>
    public TrainingOptions Recipe(ParseResult words, ModelRecipe model, string data)
    {
        var options = RecipeOption<RunRecipe>.ApplyAll(_settings, words, new RunRecipe(Defaults(model), data)).Options;
        try
        {
            options.Validate();
        }
        catch (ArgumentException problem)
        {
            throw new UsageProblem($"such a run cannot be: {problem.Message}");
        }
        return options;
    }

    /// <summary>Whether the size of the batches was named: a default is never above the number of images.</summary>
    public bool NamesBatchSize(ParseResult words) => _settings.Single(setting => setting.Option.Name == BatchSize).Given(words) is not null;

    /// <summary>The first option that contradicts a recipe; null where none does.</summary>
    public string? Contradiction(ParseResult words, TrainingOptions options, string data) =>
        RecipeOption<RunRecipe>.Contradiction(_settings, words, new RunRecipe(options, data), run => TrainingOptionsJson.Write(run.Options));

    // For two cores: small batches, many steps. The learning rate of the networks is lesson 09's.
    private static TrainingOptions Defaults(ModelRecipe model) =>
        model.Network is not null
            ? new TrainingOptions { BatchSize = 16, LearningRate = 5e-3 }
            : new TrainingOptions { BatchSize = 32, LearningRate = 1e-3 };

    private static IEnumerable<RecipeOption<RunRecipe>> Lengths()
    {
        yield return Whole("--epochs", "Passes over the training images. Default: 1.", 1, int.MaxValue, (recipe, value) => recipe with { Epochs = (int)value });
        yield return Whole(BatchSize, "Images in a batch. Default: 16 for a resnet, 32 for a Vision Transformer, all where there are fewer.", 1, 1 << 20, (recipe, value) => recipe with { BatchSize = (int)value });
        yield return Whole("--accumulate", "Batches whose gradients are averaged before the weights change. Default: 1.", 1, 1 << 20, (recipe, value) => recipe with { AccumulationSteps = (int)value });
        yield return Whole("--evaluations", "How often an epoch is interrupted to measure the accuracy. Default: 1.", 1, 1 << 20, (recipe, value) => recipe with { EvaluationsPerEpoch = (int)value });
        yield return Whole("--seed", "Decides the first weights, the order of the images, augmentation and dropout. Default: 1.", 0, long.MaxValue, (recipe, value) => recipe with { Seed = value });
    }

    private static IEnumerable<RecipeOption<RunRecipe>> Rates()
    {
        yield return Number("--learning-rate", "Highest learning rate. Default: 0.005 for a resnet, 0.001 for a Vision Transformer.", "above 0", value => value > 0, (recipe, value) => recipe with { LearningRate = value });
        yield return Number("--minimum-learning-rate", "The rate in which the schedule ends. Default: 0.", "from 0 on", value => value >= 0, (recipe, value) => recipe with { MinimumLearningRate = value });
        yield return Choice("--schedule", "How the learning rate changes. Default: cosine.", (recipe, value) => recipe with { Schedule = Named<ScheduleKind>(value) }, "cosine", "linear", "steps", "cosine-restarts", "constant");
        yield return Number("--warm-up", "Share of the steps over which the learning rate rises. Default: 0.1.", "from 0 to below 1", value => value is >= 0 and < 1, (recipe, value) => recipe with { WarmUp = value });
    }

    private static IEnumerable<RecipeOption<RunRecipe>> Weights()
    {
        yield return Choice("--optimizer", "How gradients change weights. Default: adamw.", (recipe, value) => recipe with { Optimizer = Named<OptimizerKind>(value) }, "adamw", "sgd");
        yield return Number("--momentum", "Momentum of sgd. Default: 0.9.", "above 0 and below 1", value => value is > 0 and < 1, (recipe, value) => recipe with { Momentum = value });
        yield return Number("--weight-decay", "Default: 0.05.", "from 0 on", value => value >= 0, (recipe, value) => recipe with { WeightDecay = value });
        yield return Choice("--weight-decay-on", "What the weight decay acts on. Default: all.", (recipe, value) => recipe with { WeightDecayOn = Named<WeightDecayTarget>(value) }, "all", "matrices");
        yield return Number("--clip", "Largest norm of all gradients together; 0 for no limit. Default: 0.", "from 0 on", value => value >= 0, (recipe, value) => recipe with { GradientClip = value });
        yield return Number("--average", "Share of the past that a moving average of the weights keeps, such as 0.999; 0 for none. Default: 0.", "from 0 to below 1", value => value is >= 0 and < 1, (recipe, value) => recipe with { AverageDecay = value });
        yield return Number("--label-smoothing", "Share of the target spread over all classes. Default: 0.", "from 0 to below 1", value => value is >= 0 and < 1, (recipe, value) => recipe with { LabelSmoothing = value });
    }

    private static IEnumerable<RecipeOption<RunRecipe>> Images()
    {
        yield return RecipeOption<RunRecipe>.Of(
            CliOptions.OneOf("--augment", "How training images are changed: not at all, mirrored at random, as suits the data set, or strongly, as a transformer needs it. Default: none.", "none", "flips", "standard", "strong"),
            (run, word) => run with { Options = run.Options with { Augmentation = Augmented(word, run.Data) } });
        yield return Number("--mix-up", "α of MixUp; 0 for none.", "0 or from 0.001 to 1000", IsAlpha, (recipe, value) => recipe with { Augmentation = (recipe.Augmentation ?? new()) with { MixUpAlpha = value } });
        yield return Number("--cut-mix", "α of CutMix; 0 for none.", "0 or from 0.001 to 1000", IsAlpha, (recipe, value) => recipe with { Augmentation = (recipe.Augmentation ?? new()) with { CutMixAlpha = value } });
    }

    private static IEnumerable<RecipeOption<RunRecipe>> Machine()
    {
        yield return Choice("--precision", "The numbers that the model computes with; auto is bfloat16 on CUDA, else float32. Default: auto.", (recipe, value) => recipe with { Precision = Named<Precision>(value) }, "auto", "float32", "bfloat16");
        yield return Choice("--memory-layout", "How images lie in memory; channels-last suits the convolutions of some GPUs. Default: channels-first.", (recipe, value) => recipe with { ChannelsLast = value == "channels-last" }, "channels-first", "channels-last");
        yield return Whole("--threads", "Processor threads; 0 takes as many as there are cores that nothing else uses when the training begins, and a resumed run as many as before. Default: 0.", 0, 1024, (recipe, value) => recipe with { Threads = (int)value });
        yield return Whole("--workers", "Threads that prepare batches. Default: 1.", 1, 256, (recipe, value) => recipe with { Workers = (int)value });
        yield return Number("--checkpoint-minutes", "Minutes between checkpoints within an epoch; 0 for none. Default: 10.", "from 0 on", value => value >= 0, (recipe, value) => recipe with { CheckpointMinutes = value });
    }

    private static bool IsAlpha(double value) => value is 0 or (>= 1e-3 and <= 1e3);

    private static Augmentation? Augmented(string word, string data) =>
        word switch { "none" => null, "flips" => new Augmentation { Flips = true }, "strong" => Augmentation.ForCifarTransformer, _ => DataSets.AugmentationFor(data) };

    private static T Named<T>(string word)
        where T : struct, Enum => Enum.Parse<T>(word.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);

    private static RecipeOption<RunRecipe> Whole(string name, string description, long least, long most, Func<TrainingOptions, long, TrainingOptions> change) =>
        RecipeOption<RunRecipe>.Of(CliOptions.Whole(name, description, least, most), (run, value) => run with { Options = change(run.Options, value) });

    private static RecipeOption<RunRecipe> Number(string name, string description, string rule, Func<double, bool> holds, Func<TrainingOptions, double, TrainingOptions> change) =>
        RecipeOption<RunRecipe>.Of(CliOptions.Number(name, description, rule, holds), (run, value) => run with { Options = change(run.Options, value) });

    private static RecipeOption<RunRecipe> Choice(string name, string description, Func<TrainingOptions, string, TrainingOptions> change, params string[] choices) =>
        RecipeOption<RunRecipe>.Of(CliOptions.OneOf(name, description, choices), (run, value) => run with { Options = change(run.Options, value) });

    // What standard augmentation is depends on the data set, which is another option.
    private sealed record RunRecipe(TrainingOptions Options, string Data);
}
