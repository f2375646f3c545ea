using TorchSharp;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Core;

/// <summary>Arithmetic, promotion of types, reductions.</summary>
public sealed class ArithmeticTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Operators_take_tensors_and_numbers_on_either_side()
    {
        Tensor t = tensor(new[] { 1f, 2f, 4f });
        Assert.Equal([2f, 3f, 5f], (t + 1).data<float>().ToArray());
        Assert.Equal([0f, -1f, -3f], (1 - t).data<float>().ToArray());
        Assert.Equal([1f, 0.5f, 0.25f], (1.0 / t).data<float>().ToArray());
        Assert.Equal([1f, 4f, 16f], (t * t).data<float>().ToArray());
        Assert.Equal([1f, 2f, 1f], (t % 3).data<float>().ToArray());
        Assert.Equal([-1f, -2f, -4f], (-t).data<float>().ToArray());
        Assert.Equal([false, true, true], (t >= 2).data<bool>().ToArray());
        Assert.Equal([true, false, false], (t == 1).data<bool>().ToArray());
    }

    [Fact]
    public void A_double_does_not_promote_single_precision()
    {
        Assert.Equal(ScalarType.Float32, (ones(2) + 1.5).dtype);
        Assert.Equal(ScalarType.Float32, (tensor(1) + 1.5).dtype);
        Assert.Equal(ScalarType.Float32, (tensor(7) / tensor(2)).dtype);
        Assert.Equal(ScalarType.Float64, (2 * tensor(1.0)).dtype);
    }

    [Fact]
    public void Numbers_and_ranges_have_the_types_of_the_official_library()
    {
        Assert.Equal(ScalarType.Int32, tensor(1).dtype);
        Assert.Equal(ScalarType.Int64, tensor(1L).dtype);
        Assert.Equal(ScalarType.Float64, tensor(1.0).dtype);
        Assert.Equal(ScalarType.Int64, arange(3).dtype);
        Assert.Equal(ScalarType.Float32, arange(3.0).dtype);
        Assert.Equal(ScalarType.Int64, full([2], 1).dtype);
        Tensor converted = 3.5;
        Assert.Equal(ScalarType.Float64, converted.dtype);
    }

    [Fact]
    public void Reductions_agree_with_hand_computed_numbers()
    {
        Tensor t = arange(15, dtype: float32).reshape(3, 5);
        Assert.Equal(105f, t.sum().item<float>());
        Assert.Equal([10f, 35f, 60f], t.sum(1).data<float>().ToArray());
        Assert.Equal([3, 1], t.sum(1, keepdim: true).shape);
        Assert.Equal([5f, 6f, 7f, 8f, 9f], t.mean([0]).data<float>().ToArray());
        Assert.Equal(4.472136f, t.std().item<float>(), 1e-5f);
        (Tensor values, Tensor indexes) = t.max(1);
        Assert.Equal([4f, 9f, 14f], values.data<float>().ToArray());
        Assert.Equal([4L, 4L, 4L], indexes.data<long>().ToArray());
        (values, indexes) = t.topk(2, dim: 0);
        Assert.Equal([2, 5], values.shape);
        Assert.Equal(14L, t.argmax().item<long>());
        Assert.Equal(31.859066f, t.norm().item<float>(), 1e-4f);
    }

    [Fact]
    public void Mean_of_integers_is_an_exception() =>
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => arange(3).mean());

    [Fact]
    public void In_place_operations_return_the_tensor_itself_except_zero_and_the_triangles()
    {
        Tensor t = ones(3, 3);
        Assert.Same(t, t.add_(1));
        Assert.Same(t, t.mul_(t));
        Assert.NotSame(t, t.tril_());
        Assert.Equal(0f, t[0, 2].item<float>());
        Assert.NotSame(t, t.zero_());
        Assert.Equal(0f, t.sum().item<float>());
    }

    [Fact]
    public void Softmax_adds_up_to_one_and_einsum_is_a_batched_product()
    {
        Tensor q = randn(2, 3, 5, 7);
        Tensor k = randn(2, 3, 4, 7);
        Tensor logits = einsum("bhid,bhjd->bhij", q, k);
        Assert.True(logits.allclose(q.matmul(k.transpose(-2, -1)), rtol: 1e-5, atol: 1e-5));
        Assert.True(logits.softmax(-1).sum(-1).allclose(ones(2, 3, 5), rtol: 1e-6, atol: 1e-6));
    }

    [Fact]
    public void Shapes_change_as_asked()
    {
        Tensor t = arange(24).reshape(2, 3, 4);
        Assert.Equal([4, 2, 3], t.permute(2, 0, 1).shape);
        Assert.Equal([2, 4, 3], t.mT.shape);
        Assert.Equal([2, 12], t.flatten(1).shape);
        Assert.Equal([2, 3, 2, 2], t.unflatten(-1, 2, 2).shape);
        Assert.Equal([2, 1, 3, 4], t.unsqueeze(1).shape);
        Assert.Equal([2, 3, 3, 2], t.unfold(2, 2, 1).shape);
        Assert.Equal([5, 2, 3, 4], t.expand(5, -1, -1, -1).shape);
        Assert.Equal(3, t.split(1, dim: 1).Length);
        Assert.Equal(24, cat([t, t], dim: 1).numel() / 2);
        Assert.Equal([2, 2, 3, 4], stack([t, t]).shape);
        Assert.False(t.transpose(0, 1).is_contiguous());
        Assert.Equal([12L, 4L, 1L], t.stride());
    }

    [Fact]
    public void Clamp_round_and_division_follow_their_options()
    {
        Tensor t = tensor([-2.5f, -0.5f, 0.5f, 2.5f]);
        Assert.Equal([-1f, -0.5f, 0.5f, 1f], t.clamp(-1, 1).data<float>().ToArray());
        Assert.Equal([-2f, 0f, 0f, 2f], t.round().data<float>().ToArray());
        Assert.Equal([-3f, -1f, 0f, 2f], t.div(tensor(1f), RoundingMode.floor).data<float>().ToArray());
        Assert.Equal([-2f, 0f, 0f, 2f], t.div(1, RoundingMode.trunc).data<float>().ToArray());
        Assert.Equal([-2.5f, -0.5f, 0.5f, 2.5f], torch.div(t, tensor(1f), RoundingMode.floor).data<float>().ToArray());
    }
}
