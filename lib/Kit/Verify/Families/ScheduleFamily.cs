using VisionAttention.Training.Schedules;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Learning rates of every step, as the code bases have them.</summary>
internal sealed class ScheduleFamily : GoldenFamily
{
    public override string Name => "lr-schedule";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var schedule = Schedule(golden);
        using var expected = golden.Read("output");
        var rates = Enumerable.Range(0, (int)expected.shape[0]).Select(step => schedule.At(step));
        comparison.OutputAndBackward(tensor(rates.ToArray()));
    }

    private static ILearningRateSchedule Schedule(GoldenCase golden)
    {
        double Rate(string setting = "base_lr") => golden.Number(setting);
        return golden.Name switch
        {
            "hf-cosine-warmup" => CosineSchedule.HuggingFace(Rate(), golden.Whole("total_steps"), golden.Whole("warmup_steps")),
            "hf-linear-warmup" => new LinearSchedule(Rate(), golden.Whole("total_steps"), new WarmUp(golden.Whole("warmup_steps"))),
            "torch-cosine-annealing" => CosineSchedule.Torch(Rate(), golden.Whole("t_max"), minimum: Rate("eta_min")),
            "torchvision-linear-then-cosine" => CosineSchedule.Torch(
                Rate(), golden.Whole("total"), new WarmUp(golden.Whole("warmup"), Start: Rate() * Rate("start_factor")), Rate("eta_min")),
            "mae-fractional-epochs" => CosineSchedule.Mae(
                Rate(), golden.Whole("epochs"), golden.Whole("steps_per_epoch"), golden.Whole("warmup_epochs"), Rate("min_lr")),
            "dino-cosine" => CosineSchedule.Dino(
                Rate("base"), golden.Whole("epochs") * golden.Whole("steps_per_epoch"), golden.Whole("warmup_epochs") * golden.Whole("steps_per_epoch"),
                Rate("start"), Rate("final")),
            "timm-cosine-restarts" => CosineSchedule.Timm(
                Rate(), golden.Whole("t_initial"), minimum: Rate("lr_min"), cycles: golden.Whole("cycle_limit"), cycleMultiplier: Rate("cycle_mul"), cycleDecay: Rate("cycle_decay")),
            "timm-cosine" or "timm-cosine-warmup-prefix" => CosineSchedule.Timm(
                Rate(), golden.Whole("t_initial"), new WarmUp(golden.Whole("warmup_t"), Rate("warmup_lr_init")), Rate("lr_min"), golden.Flag("warmup_prefix")),
            _ => throw new ArgumentException($"no schedule is known for {golden.Name}"),
        };
    }
}
