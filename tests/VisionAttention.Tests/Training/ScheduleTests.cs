using VisionAttention.Training.Schedules;

namespace VisionAttention.Tests.Training;

/// <summary>Learning rates. The code bases' own numbers are held by the golden files; here is what must hold for any numbers.</summary>
public class ScheduleTests
{
    private static readonly WarmUp Five = new(5);

    private static readonly Dictionary<string, (Action Act, string Fragment)> BadNumbers = new()
    {
        ["peak 0"] = (() => CosineSchedule.Torch(0, 10), "peak 0 is not above 0"),
        ["peak below 0"] = (() => new LinearSchedule(-1, 10), "peak -1"),
        ["peak that is no number"] = (() => new StepSchedule(double.NaN, []), "peak NaN"),
        ["no steps"] = (() => CosineSchedule.Torch(1, 0), "steps 0 is not above 0"),
        ["warm-up as long as the run"] = (() => CosineSchedule.HuggingFace(1, 5, 5), "warm-up of 5 steps leaves nothing of 5 steps"),
        ["warm-up below 0"] = (() => CosineSchedule.HuggingFace(1, 5, -1), "warm-up of -1 steps"),
        ["warm-up from below 0"] = (() => new LinearSchedule(1, 10, new WarmUp(2, Start: -0.1)), "warm-up starts at -0.1"),
        ["minimum above the peak"] = (() => CosineSchedule.Torch(1, 10, minimum: 2), "minimum 2 is not from 0 to the peak 1"),
        ["end below 0"] = (() => new LinearSchedule(1, 10, end: -1), "end -1"),
        ["no cosine"] = (() => CosineSchedule.Timm(1, 0, new WarmUp(0), warmUpIsPrefix: true), "cosine's 0 steps"),
        ["warm-up longer than timm's cosine"] = (() => CosineSchedule.Timm(1, 5, new WarmUp(6)), "leaves nothing of a cosine of 5 steps"),
        ["no cycles"] = (() => CosineSchedule.Timm(1, 5, cycles: 0), "cycles 0"),
        ["shrinking cycles"] = (() => CosineSchedule.Timm(1, 5, cycleMultiplier: 0.5), "cycleMultiplier 0.5"),
        ["growing peaks"] = (() => CosineSchedule.Timm(1, 5, cycleDecay: 2), "cycleDecay 2"),
        ["factor 0"] = (() => new StepSchedule(1, [3], factor: 0), "factor 0"),
        ["milestones that fall"] = (() => new StepSchedule(1, [3, 2]), "milestone 2 is below 4"),
        ["milestone in the warm-up"] = (() => new StepSchedule(1, [3], warmUp: new WarmUp(5)), "milestone 3 is below 5"),
        ["every 0"] = (() => StepSchedule.Every(1, 0, 10), "every 0"),
        ["step below 0"] = (() => CosineSchedule.Torch(1, 10).At(-1), "step -1 is below 0"),
    };

    public static TheoryData<string> BadNames => [.. BadNumbers.Keys];

    public static TheoryData<string, ILearningRateSchedule> WithWarmUp => new()
    {
        { "torch", CosineSchedule.Torch(0.4, 20, Five) },
        { "timm, prefix", CosineSchedule.Timm(0.4, 20, Five, warmUpIsPrefix: true) },
        { "dino", CosineSchedule.Dino(0.4, 20, warmUpSteps: 5, start: 0.1, minimum: 0) },
        { "linear", new LinearSchedule(0.4, 20, Five) },
        { "steps", new StepSchedule(0.4, [10], warmUp: Five) },
    };

    [Theory]
    [MemberData(nameof(WithWarmUp))]
    public void A_warm_up_rises_to_the_peak_and_the_rate_never_rises_again(string name, ILearningRateSchedule schedule)
    {
        var rates = Enumerable.Range(0, 20).Select(step => schedule.At(step)).ToArray();
        Assert.True(rates[..4].Zip(rates[1..5]).All(pair => pair.First < pair.Second), name);
        Assert.Equal(0.4, rates[5], 1e-12);
        Assert.Equal(0.4, rates.Max(), 1e-12);
        Assert.True(rates[5..^1].Zip(rates[6..]).All(pair => pair.First >= pair.Second), name);
    }

    [Fact]
    public void The_middle_of_a_cosine_is_the_middle_of_its_rates()
    {
        var schedule = CosineSchedule.Torch(1, 10, minimum: 0.2);
        Assert.Equal(1, schedule.At(0), 1e-12);
        Assert.Equal(0.6, schedule.At(5), 1e-12);
        Assert.Equal(0.2, schedule.At(10), 1e-12);
    }

    [Fact]
    public void After_its_end_a_schedule_stays_or_goes_up_again_as_its_code_base_does()
    {
        Assert.Equal(0.1, CosineSchedule.Timm(1, 10, minimum: 0.1).At(1000), 1e-12);
        Assert.Equal(0.1, CosineSchedule.Dino(1, 10, 2, 0, 0.1).At(1000), 1e-12);
        Assert.Equal(1, CosineSchedule.Torch(1, 10).At(20), 1e-12);
        Assert.Equal(0.3, new LinearSchedule(1, 10, end: 0.3).At(1000), 1e-12);
    }

    [Fact]
    public void Restarts_lengthen_and_lower_each_cosine()
    {
        var schedule = CosineSchedule.Timm(1, 4, cycles: 3, cycleMultiplier: 2, cycleDecay: 0.5);
        Assert.Equal([1, 0.5, 0.25, 0], new long[] { 0, 4, 12, 28 }.Select(schedule.At));
    }

    [Fact]
    public void Steps_multiply_the_rate()
    {
        var schedule = StepSchedule.Every(1, every: 3, steps: 9, factor: 0.5);
        Assert.Equal([1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25], Enumerable.Range(0, 9).Select(step => schedule.At(step)));
        Assert.Equal(1, new StepSchedule(1, []).At(100));
    }

    [Theory]
    [MemberData(nameof(BadNames))]
    public void Numbers_that_no_run_could_follow_are_refused(string name)
    {
        var (act, fragment) = BadNumbers[name];
        Assert.Contains(fragment, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
    }
}
