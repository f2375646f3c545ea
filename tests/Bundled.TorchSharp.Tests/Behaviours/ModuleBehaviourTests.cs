using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Behaviours;

/// <summary>What a user's own modules may rely on: names, registration, conversion, disposal.</summary>
public sealed class ModuleBehaviourTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Names_of_auto_properties_are_their_backing_fields()
    {
        using var module = new Properties();
        Assert.Equal(["<Scale>k__BackingField", "<Layer>k__BackingField.weight"], module.named_parameters().Select(entry => entry.name));
        Assert.Equal(["<Shift>k__BackingField"], module.named_buffers().Select(entry => entry.name));
    }

    [Fact]
    public void A_field_assigned_after_registration_is_not_seen()
    {
        using var module = new Changing();
        var first = module.Weight!;
        module.Weight = new Parameter(zeros(2));
        module.Late = new Parameter(zeros(3));
        module.Register();
        Assert.Same(first, Assert.Single(module.parameters()));
        Assert.Same(first, module.state_dict()["Weight"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_buffer_that_is_not_persistent_is_never_listed(bool includeNonpersistent)
    {
        using var module = new Changing();
        module.register_buffer("kept", ones(2));
        module.register_buffer("passing", ones(2), persistent: false);
        using var owner = new Changing();
        owner.register_module("inner", module);
        Assert.Equal(["kept"], module.named_buffers(include_nonpersistent: includeNonpersistent).Select(entry => entry.name));
        Assert.Equal(["inner.kept"], owner.named_buffers(include_nonpersistent: includeNonpersistent).Select(entry => entry.name));
    }

    [Fact]
    public void A_buffer_that_is_not_persistent_keeps_its_type_when_the_module_is_converted()
    {
        using var module = new Changing();
        var (kept, passing) = (ones(2), ones(2));
        module.register_buffer("kept", kept);
        module.register_buffer("passing", passing, persistent: false);
        module.@double();
        Assert.True(kept.IsInvalid);
        Assert.Equal(float64, module.get_buffer("kept")!.dtype);
        Assert.Equal(float32, passing.dtype);
    }

    [Fact]
    public void Conversion_points_fields_and_properties_at_the_new_tensors()
    {
        using var module = new Properties();
        var (scale, shift, weight) = (module.Scale, module.Shift, module.Layer.weight);
        module.@double();
        Assert.True(scale.IsInvalid && shift.IsInvalid && weight.IsInvalid);
        Assert.Equal([float64, float64, float64], new[] { module.Scale.dtype, module.Shift.dtype, module.Layer.weight.dtype });
        Assert.Same(module.Scale, module.parameters().First());
        Assert.Same(module.Layer.weight, module.parameters().Last());
        Assert.Same(module.Shift, module.buffers().Single());
    }

    [Fact]
    public void A_parameter_that_needs_no_gradient_needs_none_after_conversion()
    {
        using var module = new Changing();
        module.Weight!.requires_grad = false;
        module.@double();
        Assert.Equal(float64, module.Weight.dtype);
        Assert.False(module.Weight.requires_grad);
    }

    [Fact]
    public void Conversion_to_the_same_type_keeps_every_object()
    {
        using var module = new Properties();
        var (scale, shift, weight) = (module.Scale, module.Shift, module.Layer.weight);
        Assert.Same(module, module.to(float32).cpu().to("cpu"));
        Assert.Same(scale, module.Scale);
        Assert.Same(shift, module.Shift);
        Assert.Same(weight, module.Layer.weight);
    }

    [Fact]
    public void Disposal_reaches_parameters_buffers_and_modules_inside()
    {
        var module = new Properties();
        var (scale, shift, weight) = (module.Scale, module.Shift, module.Layer.weight);
        module.Dispose();
        Assert.True(scale.IsInvalid);
        Assert.True(shift.IsInvalid);
        Assert.True(weight.IsInvalid);
    }

    [Fact]
    public void A_layer_that_returns_its_very_input_costs_the_caller_the_tensor()
    {
        using var sequence = nn.Sequential(new Passing(alias: false), nn.ReLU());
        var input = ones(2);
        Assert.Equal([1f, 1f], sequence.call(input).data<float>().ToArray());
        Assert.True(input.IsInvalid);
    }

    [Fact]
    public void A_layer_in_the_middle_that_returns_its_very_input_breaks_the_next_one()
    {
        using var sequence = nn.Sequential(nn.ReLU(), new Passing(alias: false), nn.ReLU());
        Assert.Throws<InvalidOperationException>(() => sequence.call(ones(2)));
    }

    [Fact]
    public void A_layer_that_returns_an_alias_leaves_the_tensor_to_the_caller()
    {
        using var sequence = nn.Sequential(new Passing(alias: true), nn.ReLU());
        var input = ones(2);
        sequence.call(input);
        Assert.False(input.IsInvalid);
    }

    [Theory]
    [InlineData(null, ScalarType.Int64)]
    [InlineData(ScalarType.Float32, ScalarType.Float32)]
    [InlineData(ScalarType.Float64, ScalarType.Float64)]
    public void The_type_of_a_batch_norm_is_also_the_type_of_its_counter(ScalarType? given, ScalarType expected)
    {
        using var norm = nn.BatchNorm2d(3, dtype: given);
        Assert.Equal(expected, norm.num_batches_tracked!.dtype);
    }

    private sealed class Properties : nn.Module
    {
        public Properties()
            : base(nameof(Properties))
        {
            RegisterComponents();
        }

        public Parameter Scale { get; } = new(ones(1));

        public Tensor Shift { get; } = zeros(1);

        public Linear Layer { get; } = nn.Linear(2, 3, hasBias: false);
    }

    private sealed class Changing : nn.Module
    {
        public Parameter? Weight = new(ones(2));
        public Parameter? Late;

        public Changing()
            : base(nameof(Changing))
        {
            RegisterComponents();
        }

        public void Register() => RegisterComponents();
    }

    private sealed class Passing(bool alias) : nn.Module<Tensor, Tensor>(nameof(Passing))
    {
        public override Tensor forward(Tensor input) => alias ? input.view(-1) : input;
    }
}
