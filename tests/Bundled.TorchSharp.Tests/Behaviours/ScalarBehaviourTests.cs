using Microsoft.CSharp.RuntimeBinder;
using TorchSharp;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Behaviours;

/// <summary>Numbers of C# beside tensors, their types, and devices.</summary>
public sealed class ScalarBehaviourTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Small_numbers_of_every_kind_compute_with_a_tensor()
    {
        var t = tensor(new[] { 1f, 5f });
        Tensor[] sums = [t + (byte)2, t + (short)2, t + 2u, (byte)2 + t, (short)2 + t, 2u + t];
        foreach (var sum in sums)
            Assert.Equal([3f, 7f], sum.data<float>().ToArray());
        Tensor[] products = [t * (byte)2, t * (short)2, t * 2u, t * true + t];
        foreach (var product in products)
            Assert.Equal([2f, 10f], product.data<float>().ToArray());
        Assert.Equal([2f, 6f], (t + true).data<float>().ToArray());
        Assert.Equal([0.5f, 2.5f], (t / (byte)2).data<float>().ToArray());
        Assert.Equal([-1f, 3f], (t - (short)2).data<float>().ToArray());
        Assert.Equal([false, true], (t > (byte)2).data<bool>().ToArray());
    }

    [Fact]
    public void Integers_stay_integers_beside_small_numbers()
    {
        var t = tensor(new[] { 1, 5 });
        Assert.All(new[] { t + (byte)2, t + (short)2, t + 2u, t + true }, sum => Assert.Equal(int32, sum.dtype));
    }

    // Operands that are dynamic let the rules of the compiler choose the operator when the test runs.
    [Fact]
    public void A_decimal_does_not_compute_with_a_tensor()
    {
        dynamic t = ones(2);
        Assert.Throws<RuntimeBinderException>(() => t + 1m);
        Assert.Throws<RuntimeBinderException>(() => 1m * t);
        Assert.Equal(2f, ((Tensor)(t + 1.0)).max().item<float>());
    }

    [Theory]
    [InlineData(ScalarType.Bool)]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Int8)]
    [InlineData(ScalarType.Int16)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void A_number_becomes_a_tensor_of_its_very_type(ScalarType type)
    {
        Tensor converted = type switch
        {
            ScalarType.Bool => true,
            ScalarType.Byte => (byte)1,
            ScalarType.Int8 => (sbyte)1,
            ScalarType.Int16 => (short)1,
            ScalarType.Int32 => 1,
            ScalarType.Int64 => 1L,
            ScalarType.Float32 => 1f,
            _ => 1.0,
        };
        Assert.Equal(type, converted.dtype);
        Assert.Empty(converted.shape);
        Assert.Equal(1, converted.ToDouble());
    }

    [Fact]
    public void Casts_convert_and_item_does_not()
    {
        var t = tensor(2.75);
        Assert.Equal(2.75f, (float)t);
        Assert.Equal(2, (int)t);
        Assert.Equal(2L, (long)t);
        Assert.Equal(2.75, t.item<double>());
        Assert.Throws<ArgumentException>(() => t.item<float>());
        Assert.Throws<ArgumentException>(() => ones(2).item<float>());
    }

    [Fact]
    public void What_is_made_without_a_type_is_of_single_precision()
    {
        Assert.Equal(float32, get_default_dtype());
        Assert.All(new[] { zeros(1), ones(1), empty(1), rand(1), randn(1), full(1, 0.5), linspace(0, 1, 3), eye(2) }, made => Assert.Equal(float32, made.dtype));
    }

    [Fact]
    public void Two_devices_of_one_name_are_not_equal()
    {
        var (first, second) = (device("cpu"), new Device(DeviceType.CPU));
        Assert.False(first == second);
        Assert.False(first.Equals(second));
        Assert.Equal(first.type, second.type);
        Assert.Equal(first.index, second.index);
        Assert.Equal(first.ToString(), second.ToString());
        Assert.False(ones(1).device == torch.CPU);
    }

    [Theory]
    [InlineData("torch.CUDA")]
    [InlineData("torch.device")]
    [InlineData("to")]
    public void Without_a_GPU_asking_for_one_is_an_exception_at_once(string way)
    {
        if (cuda.is_available())
            return;
        Func<object> ask = way switch
        {
            "torch.CUDA" => () => torch.CUDA,
            "torch.device" => () => device("cuda"),
            _ => () => ones(1).to("cuda"),
        };
        Assert.Throws<InvalidOperationException>(ask);
    }

    [Fact]
    public void A_GPU_that_is_not_there_can_be_named()
    {
        var named = new Device("cuda:0");
        Assert.Equal(DeviceType.CUDA, named.type);
        Assert.Equal(0, named.index);
        Assert.Equal("cuda:0", named.ToString());
    }
}
