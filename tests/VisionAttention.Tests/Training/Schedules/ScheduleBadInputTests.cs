using VisionAttention.Training.Schedules;

namespace VisionAttention.Tests.Training.Schedules;

/// <summary>Numbers that no run could follow are refused with the value and the rule.</summary>
public class ScheduleBadInputTests
{
    public static TheoryData<string, Func<object>> Refused()
    {
        return new()
        {
            { "learningRate 0 is not above 0", () => new ConstantSchedule(0) },
            { "learningRate -0.1 is not above 0", () => new LinearSchedule(-0.1, 10) },
            { "learningRate NaN is not above 0", () => new CosineSchedule(double.NaN, 10) },
            { "learningRate Infinity is not above 0", () => new CosineRestartsSchedule(double.PositiveInfinity, 10) },
            { "learningRate -1 is not above 0", () => StepSchedule.Every(-1, 3) },
            { "learningRate NaN is not above 0", () => CosineSchedule.Torchvision(double.NaN, 2, 9) },
            { "steps 0 is not from 1 to 1000000000000", () => new CosineSchedule(0.1, 0) },
            { "steps -3 is not from 1", () => new LinearSchedule(0.1, -3) },
            { "steps 9223372036854775807 is not from 1", () => new LinearSchedule(0.1, long.MaxValue) },
            { "cycleSteps 0 is not from 1", () => new CosineRestartsSchedule(0.1, 0) },
            { "everySteps 0 is not from 1", () => StepSchedule.Every(0.1, 0) },
            { "everySteps 3 is below warmUpSteps 4", () => StepSchedule.Every(0.1, 3, warmUp: new WarmUp(4)) },
            { "warmUpSteps -1 is not from 0", () => new WarmUp(-1) },
            { "warmUpStart -0.5 is not 0 or above", () => new WarmUp(3, -0.5) },
            { "warmUpStart NaN is not 0 or above", () => new WarmUp(3, double.NaN) },
            { "warmUpStart 0.2 is not from 0 to learningRate 0.1", () => new ConstantSchedule(0.1, new WarmUp(3, 0.2)) },
            { "warmUpStart 0.2 is not from 0 to learningRate 0.1", () => new StepSchedule(0.1, [5], warmUp: new WarmUp(3, 0.2)) },
            { "warmUpSteps 10 is not below steps 10", () => new CosineSchedule(0.1, 10, new WarmUp(10)) },
            { "warmUpSteps 11 is not below steps 10", () => CosineSchedule.HuggingFace(0.1, 11, 10) },
            { "warmUpSteps 12 is not below cycleSteps 10: make the warm-up a prefix", () => new CosineRestartsSchedule(0.1, 10, new WarmUp(12)) },
            { "minimum 0.2 is not from 0 to learningRate 0.1", () => new CosineSchedule(0.1, 10, minimum: 0.2) },
            { "minimum -1 is not from 0", () => new LinearSchedule(0.1, 10, minimum: -1) },
            { "minimum NaN is not from 0", () => new CosineRestartsSchedule(0.1, 10, minimum: double.NaN) },
            { "cycleFactor 0.5 is not 1 or above", () => new CosineRestartsSchedule(0.1, 10, cycleFactor: 0.5) },
            { "cycleFactor NaN is not 1 or above", () => new CosineRestartsSchedule(0.1, 10, cycleFactor: double.NaN) },
            { "cycleDecay 0 is not above 0 and at most 1", () => new CosineRestartsSchedule(0.1, 10, cycleDecay: 0) },
            { "cycles 0 is not from 1", () => new CosineRestartsSchedule(0.1, 10, cycles: 0) },
            { "factor 1.5 is not above 0 and at most 1", () => new StepSchedule(0.1, [3], factor: 1.5) },
            { "factor NaN is not above 0", () => StepSchedule.Every(0.1, 3, factor: double.NaN) },
            { "milestone 0 is not from 1", () => new StepSchedule(0.1, [0, 3]) },
            { "milestone 3 is not after 3", () => new StepSchedule(0.1, [3, 3]) },
            { "milestone 2 lies within the warm-up of 4 steps", () => new StepSchedule(0.1, [2], warmUp: new WarmUp(4)) },
            { "warmUpFactor 1.5 is not from 0 to 1", () => CosineSchedule.Torchvision(0.1, 2, 9, warmUpFactor: 1.5) },
            { "stepsPerEpoch 0 is not from 1", () => CosineSchedule.Mae(0.1, 0, 1, 5, 0) },
            { "epochs 0 is not from 1", () => CosineSchedule.Dino(0.1, 0, 0, 0, 5) },
            { "warmUpEpochs -1 is not from 0", () => CosineSchedule.Mae(0.1, 0, -1, 5, 4) },
            { "epochs 1000000000 of stepsPerEpoch 1000000000 are above", () => CosineSchedule.Dino(0.1, 0, 0, 1_000_000_000, 1_000_000_000) },
            { "afterEnd 7 is not one of Hold, FollowCosine", () => new CosineSchedule(0.1, 10, afterEnd: (AfterEnd)7) },
        };
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_number_that_no_run_could_follow_is_refused_by_name(string message, Func<object> create)
    {
        var error = Assert.Throws<ArgumentException>(create);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_step_before_the_first_is_refused_by_every_schedule()
    {
        ILearningRateSchedule[] all = [new ConstantSchedule(0.1), new CosineSchedule(0.1, 5), new CosineRestartsSchedule(0.1, 5), new LinearSchedule(0.1, 5), StepSchedule.Every(0.1, 5)];
        foreach (var schedule in all)
            Assert.Equal("step -1 is below 0", Assert.Throws<ArgumentException>(() => schedule.At(-1)).Message);
    }

    [Fact]
    public void No_milestones_at_all_are_refused_but_an_empty_list_is_a_constant_rate()
    {
        Assert.Throws<ArgumentNullException>(() => new StepSchedule(0.1, null!));
        Assert.Equal(0.1, new StepSchedule(0.1, []).At(1000));
    }
}
