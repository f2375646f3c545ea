using System.Text.Json;
using Bundled.TorchSharp.Tests.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Optim;

/// <summary>The first steps, groups, and saved states of the optimisers.</summary>
public sealed class OptimizerTests : IDisposable
{
    private static readonly JsonElement Steps = Recorded.Read("optimizers");
    private static readonly Dictionary<string, Func<Parameter[], optim.Optimizer>> Makers = new()
    {
        ["SGD"] = p => optim.SGD(p, 0.1),
        ["SGD momentum"] = p => optim.SGD(p, 0.1, momentum: 0.9, weight_decay: 0.05, dampening: 0.2),
        ["SGD nesterov"] = p => optim.SGD(p, 0.1, momentum: 0.8, nesterov: true),
        ["SGD maximize"] = p => optim.SGD(p, 0.1, momentum: 0.8, maximize: true),
        ["Adam"] = p => optim.Adam(p, 0.05),
        ["Adam decay"] = p => optim.Adam(p, 0.05, beta1: 0.8, beta2: 0.95, eps: 1e-6, weight_decay: 0.1, amsgrad: true),
        ["AdamW"] = p => optim.AdamW(p, 0.05, weight_decay: 0.1),
        ["AdamW amsgrad"] = p => optim.AdamW(p, 0.05, weight_decay: 0.02, amsgrad: true, maximize: true),
        ["RMSProp"] = p => optim.RMSProp(p, 0.02),
        ["RMSProp centered"] = p => optim.RMSProp(p, 0.02, alpha: 0.9, momentum: 0.7, centered: true, weight_decay: 0.1),
    };

    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> Names => [.. Makers.Keys];

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void The_first_three_steps_are_those_of_PyTorch(string name)
    {
        var parameters = Start();
        using var optimizer = Makers[name](parameters);
        var step = 0;
        foreach (var expected in Steps.GetProperty(name).EnumerateArray())
        {
            Descend(parameters, optimizer, step++);
            for (var place = 0; place < 2; place++)
                Recorded.Same(expected[place], parameters[place], absolute: 1e-13, relative: 1e-12, $"{name} step {step}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_saved_state_goes_on_where_it_stopped(string name)
    {
        var (first, second) = (Start(), Start());
        using var optimizer = Makers[name](first);
        Descend(first, optimizer, 0);
        Descend(first, optimizer, 1);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        ((OptimizerHelper)optimizer).save_state_dict(writer);
        using (no_grad())
        {
            second[0].copy_(first[0]);
            second[1].copy_(first[1]);
        }
        using var resumed = Makers[name](second);
        stream.Position = 0;
        ((OptimizerHelper)resumed).load_state_dict(new BinaryReader(stream));
        Assert.Equal(stream.Length, stream.Position);
        Descend(first, optimizer, 2);
        Descend(second, resumed, 2);
        Recorded.Close(first[0], second[0], absolute: 0, relative: 0);
        Recorded.Close(first[1], second[1], absolute: 0, relative: 0);
        var (states, others) = (((OptimizerHelper)optimizer).state_dict().State, ((OptimizerHelper)resumed).state_dict().State);
        Assert.All(states.Zip(others), pair => Assert.True(pair.First.ApproximatelyEquals(pair.Second)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_state_dictionary_is_copied_into_another_optimizer(string name)
    {
        var (first, second) = (Start(), Start());
        using var optimizer = (OptimizerHelper)Makers[name](first);
        Descend(first, optimizer, 0);
        using var other = (OptimizerHelper)Makers[name](second);
        other.load_state_dict(optimizer.state_dict());
        Descend(first, optimizer, 1);
        Assert.DoesNotContain(optimizer.state_dict().State.Zip(other.state_dict().State), pair => ReferenceEquals(pair.First, pair.Second));
        using (no_grad())
        {
            var fresh = Start();
            using var again = (OptimizerHelper)Makers[name](fresh);
            Assert.Throws<ArgumentException>(() => optim.SGD([fresh[0]], 0.1).load_state_dict(again.state_dict()));
        }
    }

    [Fact]
    public void The_saved_bytes_of_Adam_follow_the_layout()
    {
        using var weight = new Parameter(tensor(new[] { 1f, 2f }));
        using var optimizer = optim.Adam([weight], 0.5, beta1: 0.25, beta2: 0.75, eps: 0.125, weight_decay: 0.0625);
        weight.grad = tensor(new[] { 4f, 0f });
        optimizer.step();
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
            optimizer.save_state_dict(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        Assert.Equal("Adam", reader.ReadString());
        Assert.Equal([1, 1], reader.ReadBytes(2));
        foreach (var expected in new[] { 0.5, 0.5, 0.25, 0.75, 0.125, 0.0625 })
            Assert.Equal(expected, reader.ReadDouble());
        Assert.False(reader.ReadBoolean());
        Assert.False(reader.ReadBoolean());
        Assert.Equal(1, reader.ReadInt64());
        Assert.Equal([6, 1, 2], reader.ReadBytes(3));
        Assert.Equal(0.75f * (4 + 0.0625f), reader.ReadSingle());
        Assert.Equal(0.75f * 0.125f, reader.ReadSingle());
        Assert.Equal([6, 1, 2], reader.ReadBytes(3));
        reader.ReadBytes(8);
        Assert.False(reader.ReadBoolean());
        Assert.Equal(stream.Length, stream.Position);
    }

    [Fact]
    public void Groups_have_their_own_options_and_inherit_the_others()
    {
        var parameters = Start();
        using var optimizer = optim.AdamW([new AdamW.ParamGroup([parameters[0]], new AdamW.Options { weight_decay = 0 }), new AdamW.ParamGroup { Parameters = [parameters[1]] }], lr: 0.3, beta1: 0.7, weight_decay: 0.2);
        var options = optimizer.state_dict().Options.Cast<AdamW.Options>().ToList();
        Assert.Equal([0, 0.2], options.Select(option => option.weight_decay!.Value));
        Assert.All(options, option => Assert.Equal(0.7, option.beta1));
        Assert.All(optimizer.ParamGroups, group => Assert.Equal(0.3, group.LearningRate));
        optimizer.ParamGroups.First().LearningRate = 0;
        var before = parameters[0].detach().clone();
        Descend(parameters, optimizer, 0);
        Recorded.Close(before, parameters[0], absolute: 0, relative: 0);
    }

    [Fact]
    public void Many_parameters_change_together_as_they_would_alone()
    {
        manual_seed(3);
        var together = Enumerable.Range(0, 300).Select(_ => new Parameter(randn(3))).ToArray();
        var alone = together.Select(parameter => new Parameter(parameter.detach().clone())).ToArray();
        using var optimizer = optim.AdamW(together, 0.1, weight_decay: 0.1);
        var singles = alone.Select(parameter => optim.AdamW([parameter], 0.1, weight_decay: 0.1)).ToArray();
        foreach (var (one, other) in together.Zip(alone))
            other.grad = (one.grad = randn(3)).clone();
        optimizer.step();
        foreach (var single in singles)
            single.step();
        Assert.All(together.Zip(alone), pair => Recorded.Close(pair.Second, pair.First, absolute: 0, relative: 0));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Steps_leave_no_tensor_behind(string name)
    {
        var parameters = Start();
        using var optimizer = Makers[name](parameters);
        foreach (var parameter in parameters)
            parameter.grad = ones_like(parameter);
        optimizer.step();
        var before = Tensor.TotalCount;
        for (var step = 0; step < 3; step++)
        {
            optimizer.step();
            optimizer.zero_grad();
        }
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void A_parameter_without_a_gradient_stays()
    {
        var parameters = Start();
        using var optimizer = optim.Adam(parameters, 0.1, weight_decay: 0.5);
        parameters[0].grad = ones_like(parameters[0]);
        var before = parameters[1].detach().clone();
        optimizer.step();
        Recorded.Close(before, parameters[1], absolute: 0, relative: 0);
    }

    [Fact]
    public void Zero_grad_keeps_the_gradients_in_place()
    {
        var parameters = Start();
        using var optimizer = optim.SGD(parameters, 0.1);
        parameters[0].grad = ones_like(parameters[0]);
        optimizer.zero_grad();
        Assert.Equal(0, parameters[0].grad!.abs().sum().ToDouble());
        Assert.Null(parameters[1].grad);
    }

    [Fact]
    public void A_step_returns_the_loss_of_its_closure()
    {
        var parameters = Start();
        using var optimizer = optim.SGD(parameters, 0.1);
        Assert.Null(optimizer.step());
        var loss = optimizer.step(() =>
        {
            var value = parameters[1].square().sum();
            value.backward();
            return value;
        });
        Assert.Equal(0.3125, loss!.ToDouble(), 12);
        Assert.Equal(0.4, parameters[1][0].ToDouble(), 12);
    }

    [Fact]
    public void A_step_after_the_module_was_converted_says_what_to_do()
    {
        using var layer = nn.Linear(2, 3);
        using var optimizer = optim.SGD(layer.parameters(), 0.1);
        layer.@double();
        var error = Assert.Throws<KeyNotFoundException>(() => optimizer.step());
        Assert.Contains("then make the optimizer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        var parameters = Start();
        Assert.Throws<ArgumentException>(() => optim.SGD(parameters, -1));
        Assert.Throws<ArgumentException>(() => optim.SGD(parameters, 0.1, nesterov: true));
        Assert.Throws<ArgumentException>(() => optim.Adam(parameters, beta1: 1));
        Assert.Throws<ArgumentException>(() => optim.AdamW(parameters, eps: -1));
        Assert.Throws<ArgumentException>(() => optim.RMSProp(parameters, alpha: -1));
        Assert.Throws<ArgumentException>(() => optim.SGD(Array.Empty<Parameter>(), 0.1));
        Assert.Throws<ArgumentException>(() => optim.SGD([parameters[0], parameters[0]], 0.1));
    }

    private static Parameter[] Start() =>
    [
        new(linspace(-1, 2, 6, dtype: float64).reshape(2, 3)),
        new(tensor(new[] { 0.5, -0.25 })),
    ];

    private static void Descend(Parameter[] parameters, optim.Optimizer optimizer, int step)
    {
        foreach (var parameter in parameters)
            parameter.grad = null;
        var coupling = parameters[1] * parameters[0][.., ..1].detach().reshape(-1);
        (parameters[0].pow(3).sum() * (step + 1) + coupling.sum().pow(2)).backward();
        optimizer.step();
    }
}
