using VisionAttention.Training.Schedules;

namespace VisionAttention.Tests.Training.Schedules;

/// <summary>Numbers that no run could follow are refused with the value and the rule.</summary>
public class ScheduleBadInputTests
{
    public static TheoryData<string, Func<object>> Refused()
    {
        return new()
        {
            { "learningRate -0.1 is not above 0", () => new LinearSchedule(-0.1, 10) },
            { "learningRate NaN is not above 0", () => new CosineSchedule(double.NaN, 10) },
            { "learningRate Infinity is not above 0", () => new CosineSchedule(double.PositiveInfinity, 10) },
            { "learningRate 0 is not above 0", () => new StepSchedule(0, 3) },
            { "steps -3 is not from 1 to 1000000000000", () => new LinearSchedule(0.1, -3) },
            { "steps 9.223372036854776E+18 is not from 1", () => new LinearSchedule(0.1, long.MaxValue) },
            { "cycleSteps 0 is not from 1", () => new CosineSchedule(0.1, 0) },
            { "cycleSteps NaN is not from 1", () => new CosineSchedule(0.1, double.NaN) },
            { "everySteps 0 is not from 1", () => new StepSchedule(0.1, 0) },
            { "everySteps 3 is below warmUpSteps 4", () => new StepSchedule(0.1, 3, warmUp: new WarmUp(4)) },
            { "warmUpSteps -1 is not from 0", () => new WarmUp(-1) },
            { "warmUpStart -0.5 is not 0 or above", () => new WarmUp(3, -0.5) },
            { "warmUpStart NaN is not 0 or above", () => new WarmUp(3, double.NaN) },
            { "warmUpStart 0.2 is not from 0 to learningRate 0.1", () => new CosineSchedule(0.1, 9, new WarmUp(3, 0.2)) },
            { "warmUpStart 0.2 is not from 0 to learningRate 0.1", () => new StepSchedule(0.1, 5, warmUp: new WarmUp(3, 0.2)) },
            { "warmUpSteps 10 is not below steps 10", () => new LinearSchedule(0.1, 10, new WarmUp(10)) },
            { "warmUpSteps 12 is not below steps 10", () => new CosineSchedule(0.1, 10, new WarmUp(12), countsFromStart: true) },
            { "minimum 0.2 is not from 0 to learningRate 0.1", () => new CosineSchedule(0.1, 10, minimum: 0.2) },
            { "minimum -1 is not from 0", () => new LinearSchedule(0.1, 10, minimum: -1) },
            { "cycleFactor 0.5 is not 1 or above", () => new CosineSchedule(0.1, 10, cycleFactor: 0.5) },
            { "cycleFactor NaN is not 1 or above", () => new CosineSchedule(0.1, 10, cycleFactor: double.NaN) },
            { "cycleDecay 0 is not above 0 and at most 1", () => new CosineSchedule(0.1, 10, cycleDecay: 0) },
            { "cycles 0 is not from 1", () => new CosineSchedule(0.1, 10, cycles: 0) },
            { "cycles 2 is not 1: a cosine that rises again", () => new CosineSchedule(0.1, 10, risesAgain: true, cycles: 2) },
            { "factor 1.5 is not above 0 and at most 1", () => new StepSchedule(0.1, 3, factor: 1.5) },
            { "factor NaN is not above 0", () => new StepSchedule(0.1, 3, factor: double.NaN) },
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
        ILearningRateSchedule[] all = [new CosineSchedule(0.1, 5), new LinearSchedule(0.1, 5), new StepSchedule(0.1, 5)];
        foreach (var schedule in all)
            Assert.Equal("step -1 is below 0", Assert.Throws<ArgumentException>(() => schedule.At(-1)).Message);
    }
}
