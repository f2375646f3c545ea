using VisionAttention.Training.Schedules;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Learning rates step by step, by the convention of each code base.</summary>
internal sealed class ScheduleFamily : GoldenFamily
{
    public override string Name => "lr-schedule";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var schedule = Create(golden);
        var rates = new double[golden.Read("output").shape[0]];
        for (var step = 0; step < rates.Length; step++)
            rates[step] = schedule.At(step);
        comparison.Equal("output", tensor(rates));
    }

    private static ILearningRateSchedule Create(GoldenCase golden)
    {
        switch (golden.Name)
        {
            case "hf-cosine-warmup":
                return CosineSchedule.HuggingFace(golden.Number("base_lr"), golden.Whole("warmup_steps"), golden.Whole("total_steps"));
            case "hf-linear-warmup":
                return new LinearSchedule(golden.Number("base_lr"), golden.Whole("total_steps"), new WarmUp(golden.Whole("warmup_steps")));
            case "torch-cosine-annealing":
                return CosineSchedule.TorchAnnealing(golden.Number("base_lr"), golden.Whole("t_max"), golden.Number("eta_min"));
            case "torchvision-linear-then-cosine":
                return CosineSchedule.Torchvision(
                    golden.Number("base_lr"), golden.Whole("warmup"), golden.Whole("total"), golden.Number("start_factor"), golden.Number("eta_min"));
            case "mae-fractional-epochs":
                return CosineSchedule.Mae(
                    golden.Number("base_lr"), golden.Number("min_lr"), golden.Whole("warmup_epochs"), golden.Whole("epochs"), golden.Whole("steps_per_epoch"));
            case "dino-cosine":
                return CosineSchedule.Dino(
                    learningRate: golden.Number("base"), minimum: golden.Number("final"), warmUpEpochs: golden.Whole("warmup_epochs"),
                    epochs: golden.Whole("epochs"), stepsPerEpoch: golden.Whole("steps_per_epoch"), warmUpStart: golden.Number("start"));
            case "timm-cosine":
            case "timm-cosine-warmup-prefix":
                return new CosineRestartsSchedule(
                    golden.Number("base_lr"), golden.Whole("t_initial"), new WarmUp(golden.Whole("warmup_t"), golden.Number("warmup_lr_init")),
                    minimum: golden.Number("lr_min"), warmUpPrefix: golden.Flag("warmup_prefix"), cycles: golden.Whole("cycle_limit"));
            case "timm-cosine-restarts":
                return new CosineRestartsSchedule(
                    golden.Number("base_lr"), golden.Whole("t_initial"), minimum: golden.Number("lr_min"), cycleFactor: golden.Number("cycle_mul"),
                    cycleDecay: golden.Number("cycle_decay"), cycles: golden.Whole("cycle_limit"));
            default:
                throw new ArgumentException($"no schedule is known for {golden.Name}");
        }
    }
}
