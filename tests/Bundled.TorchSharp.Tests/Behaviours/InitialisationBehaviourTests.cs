using TorchSharp;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Behaviours;

/// <summary>What layers draw, in which order, and what the initialisers return.</summary>
public sealed class InitialisationBehaviourTests : IDisposable
{
    private static readonly Dictionary<string, (Func<bool, nn.Module> Make, long[] Weight, long Bias)> Layers = new()
    {
        ["Linear"] = (bias => nn.Linear(5, 3, hasBias: bias), [3, 5], 3),
        ["Conv1d"] = (bias => nn.Conv1d(2, 3, 5, bias: bias), [3, 2, 5], 3),
        ["Conv2d"] = (bias => nn.Conv2d(4, 6, (3, 2), groups: 2, bias: bias), [6, 2, 3, 2], 6),
    };

    private static readonly Dictionary<string, Func<Tensor, Tensor>> Initialisers = new()
    {
        ["zeros_"] = nn.init.zeros_,
        ["ones_"] = nn.init.ones_,
        ["constant_"] = t => nn.init.constant_(t, 3),
        ["eye_"] = nn.init.eye_,
        ["uniform_"] = t => nn.init.uniform_(t),
        ["normal_"] = t => nn.init.normal_(t),
        ["trunc_normal_"] = t => nn.init.trunc_normal_(t),
        ["xavier_uniform_"] = t => nn.init.xavier_uniform_(t),
        ["xavier_normal_"] = t => nn.init.xavier_normal_(t),
        ["kaiming_uniform_"] = t => nn.init.kaiming_uniform_(t),
        ["kaiming_normal_"] = t => nn.init.kaiming_normal_(t),
        ["orthogonal_"] = t => nn.init.orthogonal_(t),
    };

    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> LayerNames => [.. Layers.Keys];

    public static TheoryData<string> InitialiserNames => [.. Initialisers.Keys];

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(LayerNames))]
    public void A_layer_draws_its_weight_then_its_bias_and_nothing_else(string name)
    {
        var (make, weight, bias) = Layers[name];
        manual_seed(42);
        using var layer = make(true);
        var next = randn(4);
        manual_seed(42);
        var bound = 1 / Math.Sqrt(weight[1..].TotalSize());
        Same(nn.init.kaiming_uniform_(empty(weight), a: Math.Sqrt(5)), layer.get_parameter("weight")!);
        Same(nn.init.uniform_(empty(bias), -bound, bound), layer.get_parameter("bias")!);
        Same(randn(4), next);
    }

    [Theory]
    [MemberData(nameof(LayerNames))]
    public void A_layer_without_bias_draws_its_weight_only(string name)
    {
        var (make, weight, _) = Layers[name];
        manual_seed(42);
        using var layer = make(false);
        var next = randn(4);
        manual_seed(42);
        nn.init.kaiming_uniform_(empty(weight), a: Math.Sqrt(5));
        Assert.Equal(["weight"], layer.named_parameters().Select(entry => entry.name));
        Same(randn(4), next);
    }

    [Fact]
    public void Norms_draw_nothing()
    {
        manual_seed(42);
        var expected = randn(4);
        manual_seed(42);
        using var batch = nn.BatchNorm2d(3);
        using var layer = nn.LayerNorm(3);
        using var group = nn.GroupNorm(1, 3);
        Same(expected, randn(4));
    }

    [Theory]
    [MemberData(nameof(InitialiserNames))]
    public void An_initialiser_returns_the_tensor_it_was_given(string name)
    {
        var given = full(3, 5, double.NaN, dtype: float32, requires_grad: true);
        Assert.Same(given, Initialisers[name](given));
        Assert.True(given.isfinite().all().item<bool>());
        Assert.True(given.is_leaf && given.requires_grad);
    }

    [Fact]
    public void Masks_of_dropout_repeat_with_the_seed()
    {
        manual_seed(42);
        var first = nn.functional.dropout(ones(4, 5), 0.3);
        manual_seed(42);
        using var layer = nn.Dropout(0.3);
        Same(first, layer.call(ones(4, 5)));
    }

    [Fact]
    public void The_state_of_the_generator_has_5056_bytes_and_brings_its_numbers_back()
    {
        using var generator = manual_seed(42);
        Assert.Equal(42, generator.initial_seed());
        var state = get_rng_state();
        Assert.Equal(5056, state.numel());
        var first = randn(5);
        set_rng_state(state);
        Same(first, randn(5));
    }

    private static void Same(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(expected.data<float>().ToArray(), actual.data<float>().ToArray());
    }
}
