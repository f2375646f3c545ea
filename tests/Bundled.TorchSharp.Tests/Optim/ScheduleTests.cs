using System.Text.Json;
using Bundled.TorchSharp.Tests.Modules;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim.lr_scheduler;
using Schedule = TorchSharp.torch.optim.lr_scheduler.LRScheduler;

namespace Bundled.TorchSharp.Tests.Optim;

/// <summary>The schedules set the learning rates that PyTorch sets.</summary>
public sealed class ScheduleTests
{
    private static readonly JsonElement Rates = Recorded.Read("schedules");
    private static readonly Dictionary<string, Func<optim.Optimizer, Schedule>> Makers = new()
    {
        ["StepLR"] = o => StepLR(o, 3, 0.5),
        ["MultiStepLR"] = o => MultiStepLR(o, [2, 5, 5, 8], 0.5),
        ["ExponentialLR"] = o => ExponentialLR(o, 0.9),
        ["ConstantLR"] = o => ConstantLR(o, 0.25, 4),
        ["LinearLR"] = o => LinearLR(o, 0.1, 0.8, 6),
        ["PolynomialLR"] = o => PolynomialLR(o, 7, 2.0),
        ["CosineAnnealingLR"] = o => CosineAnnealingLR(o, 5, 0.01),
        ["LambdaLR"] = o => LambdaLR(o, step => 1.0 / (1 + step)),
        ["MultiplicativeLR"] = o => MultiplicativeLR(o, step => Math.Pow(0.9, step)),
        ["SequentialLR"] = o => SequentialLR(o, [LinearLR(o, 0.1, 1.0, 4), CosineAnnealingLR(o, 8)], [4]),
        ["ChainedLR"] = o => ChainedLR([ConstantLR(o, 0.1, 2), ExponentialLR(o, 0.9)]),
        ["OneCycleLR"] = o => OneCycleLR(o, 0.5, 12),
        ["OneCycleLR linear"] = o => OneCycleLR(o, 0.5, epochs: 3, steps_per_epoch: 4, pct_start: 0.25, anneal_strategy: impl.OneCycleLR.AnnealStrategy.Linear, three_phase: true),
    };

    public static TheoryData<string> Names => [.. Makers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_schedule_sets_the_rates_of_PyTorch(string name)
    {
        using var scope = NewDisposeScope();
        using var optimizer = optim.SGD([new SGD.ParamGroup { Parameters = [new Parameter(zeros(1))] }, new SGD.ParamGroup([new Parameter(zeros(1))], new SGD.Options { LearningRate = 0.02 })], 0.2, momentum: 0.9);
        var schedule = Makers[name](optimizer);
        var groups = optimizer.ParamGroups.ToList();
        var step = 0;
        foreach (var row in Rates.GetProperty(name).EnumerateArray())
        {
            if (step > 0)
                schedule.step();
            Assert.Equal(row[0].GetDouble(), groups[0].LearningRate, 1e-12);
            Assert.Equal(row[1].GetDouble(), groups[1].LearningRate, 1e-12);
            Assert.Equal(row[2].GetDouble(), ((optim.IMomentum)groups[0]).Momentum, 1e-12);
            Assert.Equal(groups.Select(group => group.LearningRate), schedule.get_last_lr());
            step++;
        }
        Assert.Equal(12, step);
    }

    [Theory]
    [InlineData("StepLR")]
    [InlineData("MultiStepLR")]
    [InlineData("ExponentialLR")]
    [InlineData("ConstantLR")]
    [InlineData("LinearLR")]
    [InlineData("CosineAnnealingLR")]
    public void Jumping_to_a_step_gives_what_walking_there_gives(string name)
    {
        using var scope = NewDisposeScope();
        using var walked = optim.SGD([new Parameter(zeros(1))], 0.2);
        using var jumped = optim.SGD([new Parameter(zeros(1))], 0.2);
        var (walk, jump) = (Makers[name](walked), Makers[name](jumped));
        for (var step = 0; step < 4; step++)
            walk.step();
        jump.step(4);
        Assert.Equal(walk.get_last_lr().Single(), jump.get_last_lr().Single(), 1e-12);
    }

    [Fact]
    public void A_plateau_lowers_the_rate_as_in_PyTorch()
    {
        using var scope = NewDisposeScope();
        using var optimizer = optim.SGD([new Parameter(zeros(1))], 0.2);
        var schedule = ReduceLROnPlateau(optimizer, patience: 1, factor: 0.5, cooldown: 1, min_lr: [0.03]);
        double[] losses = [1.0, 0.9, 0.95, 0.94, 0.93, 0.92, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6];
        foreach (var (loss, row) in losses.Zip(Rates.GetProperty("ReduceLROnPlateau").EnumerateArray()))
        {
            schedule.step(loss);
            Assert.Equal(row[0].GetDouble(), optimizer.ParamGroups.Single().LearningRate, 1e-12);
        }
        Assert.Throws<InvalidOperationException>(() => schedule.step());
    }

    [Fact]
    public void One_cycle_ends_after_its_steps_and_sets_the_first_beta_of_Adam()
    {
        using var scope = NewDisposeScope();
        using var optimizer = optim.Adam([new Parameter(zeros(1))]);
        var schedule = OneCycleLR(optimizer, 0.1, total_steps: 10);
        Assert.Equal((0.95, 0.999), ((optim.IBetas)optimizer.ParamGroups.Single()).Betas);
        for (var step = 1; step < 10; step++)
            schedule.step();
        Assert.Throws<InvalidOperationException>(() => schedule.step());
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        using var scope = NewDisposeScope();
        using var optimizer = optim.SGD([new Parameter(zeros(1))], 0.2);
        using var other = optim.SGD([new Parameter(zeros(1))], 0.2);
        Assert.Throws<ArgumentException>(() => StepLR(optimizer, 0));
        Assert.Throws<ArgumentException>(() => CosineAnnealingLR(optimizer, 0));
        Assert.Throws<ArgumentException>(() => LinearLR(optimizer, 0));
        Assert.Throws<ArgumentException>(() => OneCycleLR(optimizer, 0.1));
        Assert.Throws<ArgumentException>(() => ReduceLROnPlateau(optimizer, "least"));
        Assert.Throws<ArgumentException>(() => SequentialLR(optimizer, [ExponentialLR(optimizer), ExponentialLR(other)], [2]));
        Assert.Throws<ArgumentException>(() => SequentialLR(optimizer, [ExponentialLR(optimizer)], [2]));
        Assert.Throws<ArgumentException>(() => ChainedLR([]));
    }
}
