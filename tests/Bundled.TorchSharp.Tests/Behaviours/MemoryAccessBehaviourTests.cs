using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Behaviours;

/// <summary>Reading and writing a tensor's numbers from C#.</summary>
public sealed class MemoryAccessBehaviourTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _t = arange(6, dtype: float32).reshape(2, 3);

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_tensor_made_from_an_array_is_a_copy()
    {
        float[] flat = [1, 2, 3, 4];
        float[,] square = { { 1, 2 }, { 3, 4 } };
        List<float> list = [1, 2, 3, 4];
        Tensor[] made = [tensor(flat), tensor(flat, [2, 2]), tensor(square), tensor(list), tensor(list, [4, 1])];
        (flat[0], square[0, 0], list[0]) = (9, 9, 9);
        Assert.All(made, one => Assert.Equal([1f, 2f, 3f, 4f], one.data<float>().ToArray()));
        made[0].fill_(5);
        made[2].fill_(5);
        Assert.Equal([9f, 2f, 3f, 4f], flat);
        Assert.Equal(2f, square[0, 1]);
    }

    [Fact]
    public void One_index_is_a_place_in_the_logical_order_and_several_are_a_position()
    {
        var columns = _t.T.data<float>();
        Assert.Equal(6, columns.Count);
        Assert.Equal([0f, 3f, 1f, 4f, 2f, 5f], columns.ToArray());
        Assert.Equal([0f, 3f, 1f, 4f, 2f, 5f], columns);
        Assert.Equal(3f, columns[1]);
        Assert.Equal(5f, columns[2, 1]);
        Assert.Throws<IndexOutOfRangeException>(() => columns[6]);
        Assert.Throws<IndexOutOfRangeException>(() => columns[3, 0]);
    }

    [Fact]
    public void Writing_reaches_the_tensor_through_its_strides()
    {
        var columns = _t.T.data<float>();
        columns[1] = 30;
        columns[2, 0] = 20;
        Assert.Equal([0f, 1f, 20f, 30f, 4f, 5f], _t.data<float>().ToArray());
        _t[.., 1].data<float>().CopyFrom([-1f, -2f]);
        Assert.Equal([0f, -1f, 20f, 30f, -2f, 5f], _t.data<float>().ToArray());
    }

    [Fact]
    public void Copies_start_where_they_are_told()
    {
        var target = new float[5];
        _t.T.data<float>().CopyTo(target, arrayIndex: 1, tensorIndex: 3);
        Assert.Equal([0f, 4f, 2f, 5f, 0f], target);
        _t.data<float>().CopyFrom([7f, 8f, 9f], arrayIndex: 1, tensorIndex: 4);
        Assert.Equal([0f, 1f, 2f, 3f, 8f, 9f], _t.data<float>().ToArray());
    }

    [Fact]
    public void An_array_of_the_same_shape_holds_the_same_numbers()
    {
        Assert.Equal(new float[,] { { 0, 3 }, { 1, 4 }, { 2, 5 } }, _t.T.data<float>().ToNDArray());
        Assert.Equal(new[] { 3f, 4f, 5f }, _t[1].data<float>().ToNDArray());
    }

    [Fact]
    public void Numbers_are_read_as_their_very_type_only()
    {
        Assert.Throws<ArgumentException>(() => _t.data<double>());
        Assert.Throws<ArgumentException>(() => _t.data<int>());
        Assert.Throws<ArgumentException>(() => arange(3).data<int>());
        Assert.Equal([0L, 1L, 2L], arange(3).data<long>().ToArray());
        Assert.Equal([(Half)0.5f], full(1, 0.5, dtype: float16).data<Half>().ToArray());
    }

    [Fact]
    public void Bytes_are_the_tensors_own_from_its_first_element_on()
    {
        var row = _t[1];
        Assert.Equal(12, row.bytes.Length);
        Assert.Equal([3f, 4f, 5f], MemoryMarshal.Cast<byte, float>(row.bytes).ToArray());
        MemoryMarshal.Cast<byte, float>(row.bytes)[2] = 50;
        Assert.Equal(50f, _t[1, 2].item<float>());
        row.bytes = MemoryMarshal.AsBytes(new[] { 7f, 8f, 9f }.AsSpan());
        Assert.Equal([0f, 1f, 2f, 7f, 8f, 9f], _t.data<float>().ToArray());
    }

    [Fact]
    public void Bytes_need_a_contiguous_tensor()
    {
        Assert.ThrowsAny<Exception>(() => _t.T.bytes.Length);
        Assert.ThrowsAny<Exception>(() => _t[.., 1].bytes.Length);
        Assert.Equal(24, _t.T.contiguous().bytes.Length);
    }
}
