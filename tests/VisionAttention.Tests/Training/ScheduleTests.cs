using VisionAttention.Training;

namespace VisionAttention.Tests.Training;

/// <summary>Where schedules start, turn and end; the numbers between are golden cases.</summary>
public class ScheduleTests
{
    private const double Rate = 0.1;
    private const int Digits = 12;

    public static TheoryData<string, Func<long, double>, long> WithWarmUp()
    {
        var warmUp = new WarmUp(Steps: 7, Start: 1e-3);
        return new()
        {
            { "cosine", new CosineSchedule(Rate, CycleSteps: 16, warmUp).At, 7 },
            { "cosine that rises again", new CosineSchedule(Rate, CycleSteps: 16, new WarmUp(7), RisesAgain: true).At, 7 },
            { "DINO", new CosineSchedule(Rate, CycleSteps: 15, new WarmUp(6, 1e-3, LastStepIsPeak: true), Minimum: 1e-4).At, 5 },
            { "linear", new LinearSchedule(Rate, Steps: 23, warmUp).At, 7 },
            { "constant", new LinearSchedule(Rate, Steps: 23, warmUp, Minimum: Rate).At, 7 },
            { "steps", new StepSchedule(Rate, 11, Factor: 0.1, warmUp).At, 7 },
        };
    }

    [Theory]
    [MemberData(nameof(WithWarmUp))]
    public void A_warm_up_rises_in_equal_steps_to_the_full_rate_and_nothing_rises_after_it(string convention, Func<long, double> rate, long peak)
    {
        var rise = rate(1) - rate(0);
        Assert.True(rise > 0, convention);
        for (long step = 1; step <= peak; step++)
            Assert.Equal(rise, rate(step) - rate(step - 1), Digits);
        Assert.Equal(Rate, rate(peak), Digits);
        for (var step = peak + 1; step < 20; step++)
            Assert.True(rate(step) <= rate(step - 1), $"{convention} rises at step {step}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_warm_up_of_one_step_has_its_start_there_and_the_full_rate_next(bool lastStepIsPeak)
    {
        var schedule = new CosineSchedule(Rate, 9, new WarmUp(Steps: 1, Start: 0.01, lastStepIsPeak));
        Assert.Equal([0.01, Rate], [schedule.At(0), schedule.At(1)]);
    }

    [Fact]
    public void Each_schedule_ends_as_it_is_documented()
    {
        const long End = 20;
        Assert.Equal([1e-3, 1e-3], Ends(new CosineSchedule(Rate, End - 4, new WarmUp(4), Minimum: 1e-3)));
        Assert.Equal([1e-3, 1e-3], Ends(new LinearSchedule(Rate, End, WarmUp.None, Minimum: 1e-3)));
        var risesAgain = new CosineSchedule(Rate, End - 4, new WarmUp(4), RisesAgain: true);
        Assert.Equal(0, risesAgain.At(End), Digits);
        Assert.Equal(Rate, risesAgain.At(2 * End - 4), Digits);

        static double[] Ends(LearningRateSchedule schedule) => [Math.Round(schedule.At(End), Digits), Math.Round(schedule.At(long.MaxValue), Digits)];
    }

    [Fact]
    public void Restarts_come_after_cycles_that_grow_and_shrink_as_told()
    {
        var schedule = new CosineSchedule(Rate, CycleSteps: 4, WarmUp.None, Minimum: 1e-3, CycleFactor: 3, CycleDecay: 0.5, Cycles: 3);
        Assert.Equal(Rate, schedule.At(0), Digits);
        Assert.Equal(Rate / 2, schedule.At(4), Digits);
        Assert.Equal(Rate / 4, schedule.At(16), Digits);
        Assert.Equal(1e-3 + (Rate / 4 - 1e-3) / 2, schedule.At(16 + 18), Digits);
        Assert.True(schedule.At(51) > 1e-3);
        Assert.Equal(1e-3, schedule.At(52), Digits);
        Assert.True(Enumerable.Range(1, 51).Where(step => schedule.At(step) > schedule.At(step - 1)).SequenceEqual([4, 16]));
    }

    [Fact]
    public void A_peak_never_decays_below_the_minimum()
    {
        var schedule = new CosineSchedule(Rate, CycleSteps: 3, WarmUp.None, Minimum: 0.04, CycleDecay: 0.5, Cycles: 9);
        Assert.Equal(0.05, schedule.At(3), Digits);
        Assert.All(Enumerable.Range(0, 40), step => Assert.InRange(schedule.At(step), 0.04 - 1e-12, Rate));
    }

    [Fact]
    public void A_rate_falls_by_the_factor_at_equal_distances()
    {
        var schedule = new StepSchedule(Rate, EverySteps: 3, Factor: 0.5, new WarmUp(2));
        Assert.Equal([0, 0.05, 0.1, 0.05, 0.05, 0.0125], new long[] { 0, 1, 2, 3, 5, 9 }.Select(step => Math.Round(schedule.At(step), Digits)));
        Assert.Equal(0, schedule.At(long.MaxValue), Digits);
    }

    [Fact]
    public void The_default_recipe_of_training_keeps_its_own_convention()
    {
        var options = new TrainingOptions { LearningRate = 0.2, WarmUp = 0.4 };
        Assert.Equal([0.04, 0.08, 0.12, 0.16, 0.2], Enumerable.Range(0, 5).Select(step => Math.Round(options.LearningRateAt(step, 10), Digits)));
        Assert.Equal(0.1, options.LearningRateAt(7, 10), Digits);
    }
}
