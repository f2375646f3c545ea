using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CSharp.RuntimeBinder;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Bundled.TorchSharp.Tests.Behaviours;

/// <summary>What compiles and what does not, under the usual header of a user's file.</summary>
/// <remarks>A dynamic argument lets the compiler's own overload resolution run, and fail, when the test runs.</remarks>
public sealed class TrapBehaviourTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _t = arange(6, dtype: float32).reshape(2, 3);

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_layer_and_its_factory_share_a_name()
    {
        using Linear layer = Linear(1, 1);
        using Sequential sequence = Sequential(layer, ReLU());
        using Conv2d convolution = Conv2d(1, 1, 1);
        Assert.Equal(2, sequence.Count);
        Assert.Equal([1, 1, 1, 1], convolution.weight.shape);
    }

    [Fact]
    public void Two_names_mean_two_things_each_under_the_usual_header()
    {
        Assert.NotNull(typeof(torch).GetProperty("TensorStringStyle", BindingFlags.Public | BindingFlags.Static));
        Assert.True(typeof(global::TorchSharp.TensorStringStyle).IsEnum);
        Assert.NotNull(typeof(torch).GetNestedType("utils"));
        Assert.NotNull(typeof(nn).GetNestedType("utils"));
    }

    [Fact]
    public void A_padding_of_literal_zero_is_ambiguous()
    {
        dynamic channels = 3;
        var error = Assert.Throws<RuntimeBinderException>(() => nn.Conv2d(channels, 8, 3, padding: 0));
        Assert.Contains("ambiguous", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_ways_to_give_a_padding_are_not_ambiguous()
    {
        using var zero = nn.Conv2d(3, 8, 3, padding: 0L);
        using var one = nn.Conv2d(3, 8, 3, padding: 1);
        using var third = nn.Conv2d(3, 8, 3, 1, 0);
        using var same = nn.Conv2d(3, 8, 3, padding: Padding.Same);
        var image = zeros(1, 3, 5, 7);
        Assert.Equal([1, 8, 3, 5], zero.call(image).shape);
        Assert.Equal([1, 8, 5, 7], one.call(image).shape);
        Assert.Equal([1, 8, 3, 5], third.call(image).shape);
        Assert.Equal([1, 8, 5, 7], same.call(image).shape);
    }

    [Fact]
    public void The_mean_of_one_dimension_wants_an_array()
    {
        dynamic t = _t;
        Assert.Throws<RuntimeBinderException>(() => t.mean(1));
        Assert.Throws<RuntimeBinderException>(() => t.mean(1L));
        Assert.Equal([1f, 4f], _t.mean([1]).data<float>().ToArray());
        Assert.Equal([3f, 12f], _t.sum(1).data<float>().ToArray());
    }

    [Fact]
    public void Relu_belongs_to_the_tensor_and_to_functional_but_not_to_torch()
    {
        Assert.Empty(typeof(torch).GetMember("relu"));
        Assert.Equal(10f, (_t - 1).relu().sum().item<float>());
        Assert.Equal(10f, F.relu(_t - 1).sum().item<float>());
        Assert.Equal(2f, torch.softmax(_t, 1).sum().item<float>(), 1e-6f);
    }

    [Theory]
    [InlineData("topk", "values", "indexes")]
    [InlineData("max", "values", "indexes")]
    [InlineData("min", "values", "indexes")]
    [InlineData("sort", "Values", "Indices")]
    public void The_two_results_have_the_official_names(string method, string first, string second)
    {
        var pairs = typeof(Tensor).GetMethods().Where(candidate => candidate.Name == method)
            .Select(candidate => candidate.ReturnParameter.GetCustomAttribute<TupleElementNamesAttribute>()).OfType<TupleElementNamesAttribute>();
        Assert.Equal([first, second], Assert.Single(pairs).TransformNames);
    }

    [Theory]
    [InlineData(typeof(nn), "Linear", "hasBias", "bias")]
    [InlineData(typeof(optim), "SGD", "learningRate", "lr")]
    public void A_factory_keeps_its_own_name_for_an_argument(Type owner, string factory, string name, string absent)
    {
        var numbers = owner.GetMethods().Where(method => method.Name == factory)
            .Select(method => method.GetParameters().Where(parameter => parameter.ParameterType.IsPrimitive).Select(parameter => parameter.Name)).ToList();
        Assert.Contains(numbers, names => names.Contains(name));
        Assert.DoesNotContain(numbers, names => names.Contains(absent));
    }

    [Fact]
    public void Collection_expressions_are_sizes_and_lists_of_tensors()
    {
        Assert.Equal([2, 3], torch.ones([2, 3]).shape);
        Assert.Equal([2, 3], torch.zeros([2, 3]).shape);
        Assert.Equal([2, 3], torch.empty([2, 3]).shape);
        Assert.Equal([2, 3], torch.randn([2, 3]).shape);
        Assert.Equal([2, 3], torch.full([2, 3], 1.5).shape);
        Assert.Equal([4, 3], torch.cat([_t, _t]).shape);
        Assert.Equal([2, 6], torch.cat([_t, _t], dim: 1).shape);
        Assert.Equal([2, 2, 3], torch.stack([_t, _t]).shape);
    }

    [Fact]
    public void A_flat_array_takes_a_shape_of_any_kind()
    {
        long[] shape = [3, 2];
        ReadOnlySpan<long> span = shape;
        Tensor[] made =
        [
            tensor(new float[6], [3, 2]), tensor(new float[6], shape), tensor(new float[6], span),
            tensor(new double[6], [3, 2]), tensor(new double[6], shape), tensor(new double[6], span),
            tensor(new int[6], [3, 2]), tensor(new int[6], shape), tensor(new int[6], span),
            tensor(new long[6], [3, 2]), tensor(new long[6], shape), tensor(new long[6], span),
            tensor(new byte[6], [3, 2]), tensor(new byte[6], shape), tensor(new byte[6], span),
            tensor(new bool[6], [3, 2]), tensor(new bool[6], shape), tensor(new bool[6], span),
        ];
        Assert.All(made, one => Assert.Equal(shape, one.shape));
        Assert.Equal([float32, float64, int32, int64, uint8, @bool], made.Where((_, place) => place % 3 == 0).Select(one => one.dtype));
    }
}
