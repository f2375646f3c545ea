using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Behaviours;

/// <summary>Defaults, sources of parameters, and what an optimiser keeps.</summary>
public sealed class OptimizerBehaviourTests : IDisposable
{
    private static readonly Dictionary<string, Func<nn.Module, OptimizerHelper>> Named = new()
    {
        ["SGD"] = module => optim.SGD(module.named_parameters(), 0.1, momentum: 0.9),
        ["Adam"] = module => optim.Adam(module.named_parameters(), 0.1),
        ["AdamW"] = module => optim.AdamW(module.named_parameters(), 0.1),
        ["RMSProp"] = module => optim.RMSProp(module.named_parameters(), 0.1),
    };

    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> Names => [.. Named.Keys];

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void AdamW_decays_nothing_unless_asked()
    {
        var weight = Weight();
        using var optimizer = optim.AdamW([weight]);
        var options = Assert.IsType<AdamW.Options>(Assert.Single(optimizer.state_dict().Options));
        Assert.Equal(0, options.weight_decay);
        Assert.Equal([1e-3, 0.9, 0.999, 1e-8], new[] { options.LearningRate!.Value, options.beta1!.Value, options.beta2!.Value, options.eps!.Value });
        weight.grad = zeros_like(weight);
        optimizer.step();
        Assert.Equal([1f, -2f], weight.data<float>().ToArray());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Parameters_may_come_with_their_names(string name)
    {
        using var layer = nn.Linear(3, 2);
        using var optimizer = Named[name](layer);
        Assert.True(layer.parameters().SequenceEqual(optimizer.parameters(), ReferenceEqualityComparer.Instance));
        var before = layer.weight.detach().clone();
        layer.call(ones(1, 3)).sum().backward();
        optimizer.step();
        Assert.False(before.allclose(layer.weight));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_an_optimizer_remembers_outlives_the_scope_of_a_step(string name)
    {
        using var layer = nn.Linear(3, 2);
        OptimizerHelper optimizer;
        using (NewDisposeScope())
        {
            optimizer = Named[name](layer);
            layer.call(ones(1, 3)).sum().backward();
            optimizer.step();
        }
        using (optimizer)
        {
            using var other = Named[name](layer);
            other.load_state_dict(optimizer.state_dict());
            Assert.All(optimizer.state_dict().State.Zip(other.state_dict().State), pair => Assert.True(pair.First.ApproximatelyEquals(pair.Second)));
            optimizer.step();
            Assert.True(layer.weight.isfinite().all().item<bool>());
        }
    }

    [Fact]
    public void The_first_direction_of_SGD_is_a_copy_of_the_decayed_gradient_without_dampening()
    {
        var weight = Weight();
        using var optimizer = optim.SGD([weight], 0.5, momentum: 0.75, dampening: 0.5, weight_decay: 0.25);
        var gradient = tensor(new[] { 4f, 8f });
        weight.grad = gradient;
        optimizer.step();
        var direction = State(optimizer).momentum_buffer!;
        Assert.Equal([4.25f, 7.5f], direction.data<float>().ToArray());
        Assert.Equal([4f, 8f], gradient.data<float>().ToArray());
        Assert.Equal([1 - 0.5f * 4.25f, -2 - 0.5f * 7.5f], weight.data<float>().ToArray());
    }

    [Fact]
    public void A_first_direction_without_decay_is_not_the_gradient_itself()
    {
        var weight = Weight();
        using var optimizer = optim.SGD([weight], 0.5, momentum: 0.75);
        weight.grad = tensor(new[] { 4f, 8f });
        optimizer.step();
        optimizer.zero_grad();
        Assert.Equal([4f, 8f], State(optimizer).momentum_buffer!.data<float>().ToArray());
    }

    [Fact]
    public void Maximizing_turns_the_update_of_SGD_round()
    {
        var weight = Weight();
        using var optimizer = optim.SGD([weight], 0.5, maximize: true);
        weight.grad = tensor(new[] { 4f, 8f });
        optimizer.step();
        Assert.Equal([3f, 2f], weight.data<float>().ToArray());
    }

    [Fact]
    public void A_group_made_from_numbers_does_not_inherit_them()
    {
        var (first, second) = (Weight(), Weight());
        using var optimizer = optim.SGD([new SGD.ParamGroup([first], lr: 0.25), new SGD.ParamGroup([second], new SGD.Options { momentum = 0.5 })], 0.125, momentum: 0.75);
        var options = optimizer.state_dict().Options.Cast<SGD.Options>().ToList();
        Assert.Equal([0.25, 0.125], options.Select(option => option.LearningRate!.Value));
        Assert.Equal([0.0, 0.5], options.Select(option => option.momentum!.Value));
        Assert.Equal([0.25, 0.125], optimizer.ParamGroups.Select(group => group.InitialLearningRate));
    }

    private static Parameter Weight() => new(tensor(new[] { 1f, -2f }));

    private static SGD.State State(OptimizerHelper optimizer) => Assert.IsType<SGD.State>(Assert.Single(optimizer.state_dict().State));
}
