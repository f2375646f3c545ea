using System.Collections;
using TorchSharp;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Behaviours;

/// <summary>Memory below a tensor, memory shared with an array, numbers as lists, libtorch's own files, shapes, inference mode.</summary>
public sealed class StorageBehaviourTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_storage_is_the_whole_memory_whatever_part_the_tensor_is()
    {
        var whole = arange(6, float32);
        var part = whole.narrow(0, 2, 3);
        var storage = part.storage<float>();
        Assert.Equal(2, part.storage_offset());
        Assert.Equal(6, storage.Count);
        Assert.Equal(24UL, storage.nbytes());
        Assert.Equal(whole.storage<float>().data_ptr(), storage.data_ptr());
        Assert.Equal([0f, 1f, 2f, 3f, 4f, 5f], storage.ToArray());
        storage[0] = 9;
        Assert.Equal(9f, whole[0].item<float>());
        storage.fill_(4);
        Assert.Equal(24f, whole.sum().item<float>());
        storage.copy_([1, 2]);
        Assert.Equal(2, storage.IndexOf(4));
        Assert.True(storage.Contains(2));
        Assert.Equal([4, 4, 4], part.storage<int>().ToArray());
    }

    [Fact]
    public void A_tensor_from_a_buffer_shares_the_array()
    {
        var numbers = new[] { 1f, 2f, 3f, 4f };
        var tensor = frombuffer(numbers, float32, count: 2, offset: 1);
        Assert.Equal([2f, 3f], tensor.data<float>().ToArray());
        numbers[1] = 20;
        Assert.Equal(20f, tensor[0].item<float>());
        tensor.mul_(2);
        Assert.Equal([1f, 40f, 6f, 4f], numbers);
    }

    [Fact]
    public void Tensors_made_from_arrays_are_copies()
    {
        var numbers = new[] { 1f, 2f };
        Tensor tensor = numbers;
        numbers[0] = 7;
        Assert.Equal(1f, tensor.ReadCpuSingle(0));
        Assert.Equal(ScalarType.Float32, tensor.dtype);
        Assert.Equal(ScalarType.Int16, ((Tensor)new short[] { 1 }).dtype);
        Assert.Equal(ScalarType.Float16, torch.tensor(new[] { (Half)1 }).dtype);
        Assert.Equal([2L, 1L], from_array(new[,] { { 1.0 }, { 2.0 } }).shape);
    }

    [Fact]
    public void Lists_nest_as_dimensions_do()
    {
        var list = Assert.IsType<ArrayList>(arange(4).reshape(2, 2).tolist());
        var row = Assert.IsType<ArrayList>(list[1]);
        Assert.Equal(3L, ((Scalar)row[1]!).ToInt64());
    }

    [Fact]
    public void Files_of_libtorch_come_back_with_type_and_shape()
    {
        var path = Path.GetTempFileName();
        try
        {
            var tensor = randn([2, 3], dtype: float64);
            torch.save(tensor, path);
            var loaded = load(path);
            Assert.Equal(ScalarType.Float64, loaded.dtype);
            Assert.True(tensor.Equals(loaded));
            Assert.Equal((byte)'P', File.ReadAllBytes(path)[0]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Bytes_go_to_a_stream_and_back()
    {
        var tensor = randn(100);
        var stream = new MemoryStream();
        tensor.WriteBytesToStream(stream, bufferSize: 64);
        Assert.Equal(400, stream.Length);
        stream.Position = 0;
        var other = zeros(100);
        other.ReadBytesFromStream(stream, bufferSize: 64);
        Assert.True(tensor.Equals(other));
    }

    [Fact]
    public void A_size_is_a_list_of_lengths_that_compares_by_value()
    {
        Size size = (2, 3, 4);
        Assert.Equal(24, size.numel());
        Assert.Equal(4, size[-1]);
        Assert.True(size == new Size([2, 3, 4]));
        Assert.True(size.Slice(1, 3) == new Size((3L, 4L)));
        Assert.Equal([2L, 3L, 4L, 5L], size + new long[] { 5 });
        Assert.True(broadcast_shapes([2, 1], [3]) == (2, 3));
    }

    [Fact]
    public void Inference_mode_is_libtorchs_own()
    {
        Tensor still;
        using (inference_mode())
        {
            Assert.True(is_inference_mode_enabled());
            still = ones(3);
        }
        Assert.False(is_inference_mode_enabled());
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => still.add_(1));
    }

    [Fact]
    public void Settings_of_the_gpu_are_kept()
    {
        Assert.False(backends.cuda.matmul.allow_tf32);
        backends.cuda.matmul.allow_tf32 = true;
        Assert.True(backends.cuda.matmul.allow_tf32);
        backends.cuda.matmul.allow_tf32 = false;
        Assert.True(backends.cudnn.allow_tf32);
        Assert.True(backends.cuda.flash_sdp_enabled());
        Assert.False(cuda.is_cudnn_available() && !cuda.is_available());
    }
}
