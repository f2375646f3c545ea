using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Modules;

/// <summary>Registration, names, conversion and lifetime of modules.</summary>
public sealed class ModuleTests
{
    [Fact]
    public void Components_are_found_by_field_name_or_by_their_given_name()
    {
        using var net = new Net();
        Assert.Equal(["_scale", "first.weight", "first.bias", "_rest.0.weight", "_rest.1.weight", "_rest.1.bias"], net.named_parameters().Select(entry => entry.name));
        Assert.Equal(["_counter", "_rest.1.running_mean", "_rest.1.running_var", "_rest.1.num_batches_tracked"], net.named_buffers().Select(entry => entry.name));
        Assert.Equal(["first", "_rest", "_rest.0", "_rest.1"], net.named_modules().Select(entry => entry.name));
        Assert.Equal(["first", "_rest"], net.named_children().Select(entry => entry.name));
        Assert.Equal(["_scale"], net.named_parameters(recurse: false).Select(entry => entry.name));
        Assert.True(net.has_parameter("first.bias"));
        Assert.False(net.has_parameter("first.scale"));
        Assert.Equal([4], net.get_buffer("_rest.1.running_var")!.shape);
    }

    [Fact]
    public void A_shared_module_appears_once_under_its_first_name()
    {
        using var layer = nn.Linear(2, 2);
        using var both = nn.Sequential(("a", layer), ("b", layer));
        Assert.Equal(["a.weight", "a.bias"], both.named_parameters().Select(entry => entry.name));
        Assert.Equal(["a.weight", "a.bias", "b.weight", "b.bias"], both.state_dict().Keys);
    }

    [Fact]
    public void Names_that_cannot_be_are_refused()
    {
        using var net = new Net();
        using var layer = nn.Linear(2, 2);
        Assert.Throws<ArgumentException>(() => net.register_module("a.b", layer));
        Assert.Throws<ArgumentException>(() => net.register_module("", layer));
        Assert.Throws<InvalidOperationException>(() => net.register_module("first", layer));
        Assert.Throws<InvalidOperationException>(() => nn.ReLU().register_parameter("weight", null));
    }

    [Fact]
    public void A_module_that_was_not_registered_has_no_parameters_until_it_has_an_owner()
    {
        using var lost = new Unregistered();
        Assert.Empty(lost.parameters());
        using var owner = nn.Sequential(lost);
        Assert.Equal(["0.inner.weight", "0.inner.bias"], owner.named_parameters().Select(entry => entry.name));
    }

    [Fact]
    public void Train_and_eval_reach_every_module()
    {
        using var net = new Net();
        net.eval();
        Assert.All(net.modules().Append(net), module => Assert.False(module.training));
        net.train();
        Assert.All(net.modules().Append(net), module => Assert.True(module.training));
        var seen = new List<string>();
        net.apply(module => seen.Add(module.GetName()));
        Assert.Equal(["Linear", "Conv1d", "BatchNorm1d", "Sequential", "Net"], seen);
    }

    [Fact]
    public void Conversion_replaces_parameters_moves_gradients_and_keeps_integers()
    {
        using var net = new Net();
        var old = net.Scale;
        old.grad = ones_like(old);
        net.to(float64);
        Assert.True(old.IsInvalid);
        Assert.NotSame(old, net.Scale);
        Assert.Same(net.Scale, net.get_parameter("_scale"));
        Assert.Equal(float64, net.Scale.grad!.dtype);
        Assert.All(net.parameters(), parameter => Assert.Equal(float64, parameter.dtype));
        Assert.Equal(int64, net.get_buffer("_rest.1.num_batches_tracked")!.dtype);
        Assert.Equal(float64, net.get_buffer("_rest.1.running_mean")!.dtype);
        var same = net.Scale;
        net.@double();
        Assert.Same(same, net.Scale);
        Assert.Throws<ArgumentException>(() => net.to(int64));
    }

    [Fact]
    public void Layers_built_inside_a_scope_survive_it_and_their_results_do_not()
    {
        nn.Module<Tensor, Tensor> layer;
        Tensor result;
        using (NewDisposeScope())
        {
            layer = nn.Sequential(nn.Conv2d(2, 3, 3), nn.BatchNorm2d(3), nn.GELU(), nn.GroupNorm(3, 3), nn.Flatten());
            result = layer.call(randn(2, 2, 4, 5));
        }
        Assert.True(result.IsInvalid);
        Assert.All(layer.parameters(), parameter => Assert.False(parameter.IsInvalid));
        Assert.All(layer.buffers(), buffer => Assert.False(buffer.IsInvalid));
        var weight = layer.parameters().First();
        layer.Dispose();
        Assert.True(weight.IsInvalid);
    }

    [Fact]
    public void Zero_grad_forgets_or_zeroes()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(2, 1);
        layer.call(ones(1, 2)).sum().backward();
        layer.zero_grad(set_to_none: false);
        Assert.Equal(0, layer.weight.grad!.abs().sum().ToDouble());
        layer.zero_grad();
        Assert.Null(layer.weight.grad);
    }

    [Fact]
    public void A_sequence_disposes_what_lies_between_and_can_be_cut()
    {
        using var scope = NewDisposeScope();
        using var sequence = nn.Sequential(("a", nn.Linear(2, 3)), ("b", nn.ReLU()), ("c", nn.Linear(3, 4)));
        var input = ones(1, 2);
        var before = Tensor.TotalCount;
        var output = sequence.call(input);
        Assert.Equal(before + 1, Tensor.TotalCount);
        Assert.Equal([1, 4], output.shape);
        var part = sequence[1..];
        Assert.Equal(["b", "c"], part.named_children().Select(entry => entry.name));
        Assert.Equal(2, sequence[(null, 2)].Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence[(2, 5)]);
        Assert.NotSame(input, nn.Sequential().call(input));
    }

    [Fact]
    public void Lists_and_dictionaries_name_their_members()
    {
        using var holder = new Containers();
        Assert.Equal(["blocks.0.weight", "blocks.1.weight", "heads.left.weight", "heads.right.weight", "tables.0", "tables.1"], holder.named_parameters().Select(entry => entry.name));
        holder.@double();
        Assert.All(holder.Tables, table => Assert.Equal(float64, table.dtype));
        Assert.Equal(["left", "right"], holder.Heads.keys());
        Assert.Throws<ArgumentException>(() => holder.Heads.Add("left", nn.Linear(1, 1)));
        Assert.Throws<KeyNotFoundException>(() => holder.Heads["top"]);
        Assert.Equal(1, holder.Blocks.IndexOf(holder.Blocks[1]));
    }

    [Fact]
    public void Hooks_see_and_change_inputs_and_results_in_order()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Identity();
        var order = new List<string>();
        layer.register_forward_pre_hook(_ => order.Add("module before"));
        layer.register_forward_pre_hook((_, input) => { order.Add("before"); return input + 1; });
        var doubling = layer.register_forward_hook((_, input, output) => { order.Add($"after {input.ToSingle()}"); return output * 2; });
        layer.register_forward_hook(_ => order.Add("module after"));
        layer.register_forward_hook((_, _, _) => null!);
        Assert.Equal(8, layer.call(tensor(3f)).ToSingle());
        Assert.Equal(["module before", "before", "after 4", "module after"], order);
        doubling.remove();
        doubling.remove();
        Assert.Equal(4, layer.call(tensor(3f)).ToSingle());
        Assert.Equal(3, layer.forward(tensor(3f)).ToSingle());
    }

    [Fact]
    public void A_module_of_three_inputs_runs_its_hooks()
    {
        using var scope = NewDisposeScope();
        using var module = new Sum3();
        module.register_forward_pre_hook((_, a, b, c) => (a * 10, b, c));
        module.register_forward_hook((_, _, _, _, result) => result + 1);
        Assert.Equal(16, module.call(tensor(1f), tensor(2f), tensor(3f)).ToSingle());
    }

    [Fact]
    public void Bad_sizes_are_named_before_any_work()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => nn.Conv2d(3, 4, 3, groups: 2));
        Assert.Throws<ArgumentException>(() => nn.Conv2d(3, 4, 3, Padding.Same, stride: 2));
        Assert.Throws<ArgumentException>(() => nn.GroupNorm(2, 3));
        Assert.Throws<ArgumentException>(() => nn.MultiheadAttention(5, 2));
        Assert.Throws<ArgumentException>(() => nn.Conv2d(3, 4, 3).call(ones(1, 2, 5, 5)));
        Assert.Throws<ArgumentException>(() => nn.Conv2d(3, 4, 3).call(ones(2, 5)));
        Assert.Throws<ArgumentException>(() => nn.BatchNorm2d(3).call(ones(1, 2, 5, 5)));
        Assert.Throws<ArgumentException>(() => nn.BatchNorm2d(3).call(ones(3, 5)));
        Assert.Throws<ArgumentException>(() => nn.ConvTranspose2d(2, 3, 3, stride: 2).forward(ones(1, 2, 4, 4), [20, 20]));
    }

    [Fact]
    public void Batch_norm_keeps_running_statistics_and_uses_them_while_evaluating()
    {
        using var scope = NewDisposeScope();
        using var norm = nn.BatchNorm2d(2, momentum: 0.25);
        var input = arange(24.0, dtype: float32).reshape(2, 2, 2, 3);
        norm.call(input);
        var means = input.mean([0, 2, 3]);
        Recorded.Close(means * 0.25, norm.running_mean!, absolute: 1e-5, relative: 1e-5);
        Assert.Equal(1, norm.num_batches_tracked!.ToInt64());
        norm.eval();
        var expected = (input - norm.running_mean!.view(1, 2, 1, 1)) / (norm.running_var!.view(1, 2, 1, 1) + 1e-5).sqrt();
        Recorded.Close(expected, norm.call(input), absolute: 1e-5, relative: 1e-5);
        Assert.Equal(1, norm.num_batches_tracked!.ToInt64());
        norm.reset_running_stats();
        Assert.Equal(0, norm.running_mean!.abs().sum().ToDouble());
    }

    [Theory]
    [InlineData(7, 8)]
    [InlineData(8, 9)]
    public void A_transposed_convolution_reaches_a_given_size(long height, long width)
    {
        using var scope = NewDisposeScope();
        using var layer = nn.ConvTranspose2d(2, 3, 3, stride: 2, padding: 1);
        Assert.Equal([1, 3, height, width], layer.forward(ones(1, 2, 4, 5).contiguous(), [height, width + (width == 8 ? 1 : 0)]).shape[..3].Append(width));
    }

    private sealed class Net : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter _scale = new(ones(1));
        [global::TorchSharp.Utils.ComponentName(Name = "first")]
        private readonly Linear _first = nn.Linear(3, 2);
        private readonly Sequential _rest = nn.Sequential(nn.Conv1d(2, 4, 1, bias: false), nn.BatchNorm1d(4));
        private readonly Tensor _counter = zeros(1, dtype: int64);

        public Net()
            : base("Net")
        {
            RegisterComponents();
            RegisterComponents();
        }

        public Parameter Scale => _scale;

        public override Tensor forward(Tensor input) => _rest.call(_first.call(input) * _scale + _counter);
    }

    private sealed class Unregistered : nn.Module<Tensor, Tensor>
    {
        private readonly Linear inner = nn.Linear(2, 2);

        public Unregistered()
            : base("Unregistered")
        {
        }

        public override Tensor forward(Tensor input) => inner.call(input);
    }

    private sealed class Containers : nn.Module
    {
        [global::TorchSharp.Utils.ComponentName(Name = "blocks")]
        private readonly ModuleList<Linear> _blocks = nn.ModuleList(nn.Linear(2, 2, hasBias: false));
        [global::TorchSharp.Utils.ComponentName(Name = "heads")]
        private readonly ModuleDict<Linear> _heads = nn.ModuleDict(("left", nn.Linear(2, 1, hasBias: false)), ("right", nn.Linear(2, 1, hasBias: false)));
        [global::TorchSharp.Utils.ComponentName(Name = "tables")]
        private readonly ParameterList _tables = nn.ParameterList(new Parameter(zeros(2)), new Parameter(zeros(3)));

        public Containers()
            : base("Containers")
        {
            _blocks.Add(nn.Linear(2, 3, hasBias: false));
            RegisterComponents();
        }

        public ModuleList<Linear> Blocks => _blocks;

        public ModuleDict<Linear> Heads => _heads;

        public ParameterList Tables => _tables;
    }

    private sealed class Sum3() : nn.Module<Tensor, Tensor, Tensor, Tensor>("Sum3")
    {
        public override Tensor forward(Tensor input1, Tensor input2, Tensor input3) => input1 + input2 + input3;
    }
}
