using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Learning rates step by step, by the convention of each code base; by the trainer's options where they can say it.</summary>
internal sealed class ScheduleFamily : GoldenFamily
{
    public override string Name => "lr-schedule";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var at = Create(golden);
        comparison.Equal("output", tensor(Enumerable.Range(0, (int)golden.Shape("output", dimensions: 1)[0]).Select(step => at(step)).ToArray(), device: CPU));
    }

    // Each code base has settings of its own.
    private static Func<long, double> Create(GoldenCase golden)
    {
        var settings = golden.Settings;
        if (settings.Has("t_initial"))
            return Timm(settings).At;
        if (settings.Has("t_max"))
            return Trainer(settings, ScheduleKind.Cosine, warmUpSteps: 0, settings.Whole("t_max"), settings.OptionalNumber("eta_min") ?? 0);
        if (settings.Has("start_factor"))
            return Torchvision(settings).At;
        if (settings.Has("total_steps"))
            return HuggingFace(golden);
        if (settings.Has("steps_per_epoch"))
            return settings.Has("base") ? Dino(settings).At : Mae(settings).At;
        throw new UnsupportedCaseException($"the library has no schedule {golden.Name}");
    }

    private static Func<long, double> Trainer(GoldenSettings settings, ScheduleKind kind, int warmUpSteps, int steps, double minimum)
    {
        var options = new TrainingOptions
        {
            Schedule = kind, LearningRate = settings.Number("base_lr"), MinimumLearningRate = minimum, WarmUp = (double)warmUpSteps / steps,
        };
        return step => options.LearningRateAt(step, steps);
    }

    private static CosineSchedule Timm(GoldenSettings settings)
    {
        return new CosineSchedule(
            settings.Number("base_lr"), settings.Whole("t_initial"),
            new WarmUp(settings.OptionalWhole("warmup_t") ?? 0, settings.OptionalNumber("warmup_lr_init") ?? 0),
            Minimum: settings.OptionalNumber("lr_min") ?? 0, CountsFromStart: !settings.Flag("warmup_prefix"),
            CycleFactor: settings.OptionalNumber("cycle_mul") ?? 1, CycleDecay: settings.OptionalNumber("cycle_decay") ?? 1,
            Cycles: settings.OptionalWhole("cycle_limit") ?? 1);
    }

    private static CosineSchedule Torchvision(GoldenSettings settings)
    {
        var (rate, warmUp) = (settings.Number("base_lr"), settings.Whole("warmup"));
        return new CosineSchedule(
            rate, settings.Whole("total") - warmUp, new WarmUp(warmUp, settings.Number("start_factor") * rate),
            settings.OptionalNumber("eta_min") ?? 0, RisesAgain: true);
    }

    // Which of the two it is, the name alone says.
    private static Func<long, double> HuggingFace(GoldenCase golden)
    {
        var settings = golden.Settings;
        var words = golden.Name.Split('-');
        var (warmUp, steps) = (settings.OptionalWhole("warmup_steps") ?? 0, settings.Whole("total_steps"));
        if (words.Contains("linear"))
            return Trainer(settings, ScheduleKind.Linear, warmUp, steps, minimum: 0);
        if (words.Contains("cosine"))
            return new CosineSchedule(settings.Number("base_lr"), steps - warmUp, new WarmUp(warmUp), RisesAgain: true).At;
        throw new UnsupportedCaseException($"the library has no schedule {golden.Name}");
    }

    private static CosineSchedule Mae(GoldenSettings settings)
    {
        var perEpoch = settings.Whole("steps_per_epoch");
        var warmUp = settings.Whole("warmup_epochs") * perEpoch;
        return new CosineSchedule(
            settings.Number("base_lr"), settings.Whole("epochs") * perEpoch - warmUp, new WarmUp(warmUp), settings.Number("min_lr"), RisesAgain: true);
    }

    private static CosineSchedule Dino(GoldenSettings settings)
    {
        var perEpoch = settings.Whole("steps_per_epoch");
        var warmUp = settings.Whole("warmup_epochs") * perEpoch;
        return new CosineSchedule(
            settings.Number("base"), settings.Whole("epochs") * perEpoch - warmUp,
            new WarmUp(warmUp, settings.OptionalNumber("start") ?? 0, LastStepIsPeak: true), settings.Number("final"));
    }
}
