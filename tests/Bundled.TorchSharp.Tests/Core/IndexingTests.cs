using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Core;

/// <summary>Reading and writing through brackets.</summary>
public sealed class IndexingTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _t = arange(24, dtype: float32).reshape(2, 3, 4);

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Numbers_take_dimensions_away_and_count_from_the_end()
    {
        Assert.Equal([3, 4], _t[0].shape);
        Assert.Equal(23f, _t[-1, -1, -1].item<float>());
        Assert.Equal([3, 4], _t[^1].shape);
        Assert.Equal([2, 3], _t[.., .., 1].shape);
    }

    [Fact]
    public void Ranges_are_clamped_and_give_views()
    {
        Assert.Equal([2, 2, 4], _t[.., 1..3].shape);
        Assert.Equal([2, 2, 4], _t[.., 1..99].shape);
        Assert.Equal([2, 2, 4], _t[.., (0, 2)].shape);
        Assert.Equal([2, 3, 2], _t[TensorIndex.Ellipsis, ..2].shape);
        Assert.Equal([2, 3, 2], _t[TensorIndex.Ellipsis, TensorIndex.Slice(step: 2)].shape);
        Assert.Equal([2, 3, 3], _t[.., .., ..^1].shape);
        _t[0, ..2].fill_(-1);
        Assert.Equal(-8f, _t[0].sum().item<float>() - _t[0, 2].sum().item<float>());
    }

    [Fact]
    public void New_dimensions_appear_where_they_are_written()
    {
        Assert.Equal([1, 2, 3, 4], _t[TensorIndex.None].shape);
        Assert.Equal([2, 1, 3, 4], _t[TensorIndex.Colon, TensorIndex.Null].shape);
        Assert.Equal([2, 3, 4, 1], _t[TensorIndex.Ellipsis, TensorIndex.None].shape);
    }

    [Fact]
    public void Masks_and_index_tensors_give_copies()
    {
        Tensor picked = _t[_t > 20];
        Assert.Equal([21f, 22f, 23f], picked.data<float>().ToArray());
        picked.zero_();
        Assert.Equal(23f, _t[1, 2, 3].item<float>());
        Assert.Equal([2, 2, 4], _t[TensorIndex.Colon, TensorIndex.Tensor(tensor([2L, 0L]))].shape);
        Assert.Equal([5, 3, 4], _t[tensor([0L, 1L, 1L, 0L, 1L])].shape);
        Assert.Equal([2, 2], _t[TensorIndex.Tensor(tensor(new[,] { { true, false, false }, { false, false, true } })), ..2].shape);
    }

    [Fact]
    public void Writing_reaches_the_tensor_through_every_kind_of_index()
    {
        _t[0] = 1f;
        Assert.Equal(12f, _t[0].sum().item<float>());
        _t[1, 2, 3] = 5f;
        Assert.Equal(5f, _t[1, 2, 3].item<float>());
        _t[_t > 10] = 0;
        Assert.Equal(5f, _t.max().item<float>());
        _t[.., 1] = tensor([1f, 2f, 3f, 4f]);
        Assert.Equal([1f, 2f, 3f, 4f], _t[1, 1].data<float>().ToArray());
        _t.index_put_(tensor(9f), TensorIndex.Tensor(tensor([0L, 1L])), 0, 0);
        Assert.Equal([9f, 9f], _t[.., 0, 0].data<float>().ToArray());
        Tensor counts = zeros(3);
        counts.index_put_(ones(4), [tensor([0L, 2L, 2L, 2L])], accumulate: true);
        Assert.Equal([1f, 0f, 3f], counts.data<float>().ToArray());
    }

    [Fact]
    public void A_number_out_of_range_is_an_exception()
    {
        Assert.Throws<ExternalException>(() => _t[2]);
        Assert.Throws<ExternalException>(() => _t[0, 3]);
        Assert.Throws<ExternalException>(() => _t[0, 0, 0, 0]);
    }

    [Fact]
    public void Gradients_flow_through_an_index()
    {
        Tensor leaf = ones(3, 4, requires_grad: true);
        (leaf[1, ..2] * 3).sum().backward();
        Assert.Equal([0f, 0f, 0f, 0f, 3f, 3f, 0f, 0f, 0f, 0f, 0f, 0f], leaf.grad!.data<float>().ToArray());
    }
}
