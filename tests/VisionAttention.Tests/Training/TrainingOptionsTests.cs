using System.Reflection;
using VisionAttention.Data;
using VisionAttention.Training;

namespace VisionAttention.Tests.Training;

public class TrainingOptionsTests
{
    [Fact]
    public void Options_come_back_from_json_as_they_were()
    {
        var options = new TrainingOptions
        {
            Epochs = 3, BatchSize = 5, AccumulationSteps = 7, Optimizer = OptimizerKind.Sgd, LearningRate = 0.1 + 0.2, Schedule = ScheduleKind.CosineRestarts,
            WarmUp = 0.01, MinimumLearningRate = 1e-7, FallEvery = 0.3, FallFactor = 0.2, Cycles = 4, Momentum = 0.8, WeightDecay = 0,
            WeightDecayOn = WeightDecayTarget.Matrices, GradientClip = 1.5, AverageDecay = 0.99, LabelSmoothing = 0.1,
            Augmentation = Augmentation.ForCifarTransformer, Precision = Precision.BFloat16, ChannelsLast = true, Seed = long.MinValue, EvaluationsPerEpoch = 2, Threads = 3,
            Workers = 2, CheckpointMinutes = 0.5, CheckpointSteps = 11,
        };
        foreach (var property in typeof(TrainingOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance))
            Assert.NotEqual(property.GetValue(new TrainingOptions()), property.GetValue(options)); // none is forgotten above
        Assert.Equal(options, TrainingOptionsJson.Read(TrainingOptionsJson.Write(options)));
        Assert.Equal(new TrainingOptions(), TrainingOptionsJson.Read("{}"));
    }

    [Theory]
    [InlineData("{\"epoch\": 3}", "epoch")]
    [InlineData("{\"epochs\": 3, \"epochs\": 4}", "epochs")]
    [InlineData("{\"epochs\": \"three\"}", "epochs")]
    [InlineData("{\"epochs\": 0}", "epochs 0 is not above 0")]
    [InlineData("{\"optimizer\": \"adam\"}", "optimizer")]
    [InlineData("{\"augmentation\": {\"brightness\": 2}}", "Brightness 2 is not from 0 to 1")]
    [InlineData("epochs = 3", "cannot be read")]
    public void Json_that_says_something_else_is_refused(string json, string expected)
    {
        var message = Assert.Throws<InvalidDataException>(() => TrainingOptionsJson.Read(json)).Message;
        Assert.StartsWith("the training options ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    public static TheoryData<TrainingOptions, string> Bad => new()
    {
        { new() { Epochs = 0 }, "epochs 0 is not above 0" },
        { new() { LearningRate = -0.1 }, "learningRate -0.1 is not above 0" },
        { new() { MinimumLearningRate = 1 }, "minimumLearningRate 1 is not from 0 to learningRate 0.002" },
        { new() { WarmUp = 1 }, "warmUp 1 is not from 0 to below 1" },
        { new() { FallFactor = double.NaN }, "fallFactor NaN is not above 0 and at most 1" },
        { new() { Momentum = 1 }, "momentum 1 is not above 0 and below 1" },
        { new() { Threads = -1 }, "threads -1 is not from 0 to 1024" },
        { new() { CheckpointMinutes = double.PositiveInfinity }, "checkpointMinutes ∞ is below 0" },
        { new() { Optimizer = (OptimizerKind)7 }, "optimizer 7 is not one of AdamW, Sgd" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Settings_are_refused_by_name_and_rule(TrainingOptions options, string expected) =>
        Assert.Equal(expected, Assert.Throws<ArgumentException>(options.Validate).Message.Replace("Infinity", "∞", StringComparison.Ordinal));

    [Theory]
    [InlineData(ScheduleKind.Cosine, 1e-4, 1.2e-3)]
    [InlineData(ScheduleKind.Linear, 1e-4, 1.5e-3)]
    [InlineData(ScheduleKind.Steps, 9.9e-4, 1.1e-3)]
    [InlineData(ScheduleKind.CosineRestarts, 1e-4, 1.5e-3)]
    [InlineData(ScheduleKind.Constant, 0.1, 0.1)]
    public void Every_schedule_warms_up_and_ends_low(ScheduleKind schedule, double least, double most)
    {
        var options = new TrainingOptions { Schedule = schedule, LearningRate = 0.1, MinimumLearningRate = 1e-4, WarmUp = 0.2 };
        foreach (var steps in (int[])[1, 2, 7, 100])
            Assert.All(Enumerable.Range(0, steps), step => Assert.InRange(options.LearningRateAt(step, steps), 0, 0.1));
        Assert.True(options.LearningRateAt(3, 100) < options.LearningRateAt(10, 100));
        Assert.Equal(0.1, options.LearningRateAt(20, 100), 1e-3);
        Assert.InRange(options.LearningRateAt(99, 100), least, most);
    }
}
