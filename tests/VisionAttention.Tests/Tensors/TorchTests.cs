using System.Runtime.InteropServices;
using TorchSharp.Modules;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Tensors;

/// <summary>What the library takes for granted of TorchSharp: numbers of a seed, files of modules, and what a scope takes with it.</summary>
public sealed class TorchTests
{
    [Fact]
    public void A_seed_gives_the_numbers_and_first_weights_of_PyTorch()
    {
        using var scope = NewDisposeScope();
        manual_seed(42);
        Assert.Equal([0.33669037f, 0.1288094f, 0.23446237f, 0.23033303f, -1.1228564f], randn(5).data<float>(), (first, second) => Math.Abs(first - second) < 1e-6);

        // PyTorch's Linear draws its weight, then its bias, uniformly within 1/√inputs: the first draws of rand, moved.
        manual_seed(42);
        using var layer = nn.Linear(4, 2);
        manual_seed(42);
        Assert.True(layer.weight!.allclose(rand(2, 4) - 0.5, rtol: 0, atol: 1e-6));
        Assert.True(layer.bias!.allclose(rand(2) - 0.5, rtol: 0, atol: 1e-6));
    }

    [Fact]
    public void Waiting_threads_of_OpenMP_look_only_so_often_before_they_sleep()
    {
        // As native code sees it, which .NET's own copy of the environment does not show.
        var seen = Marshal.PtrToStringUTF8(GetVariable("GOMP_SPINCOUNT"));

        Assert.Equal(Environment.GetEnvironmentVariable("GOMP_SPINCOUNT") ?? (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null ? TorchLibraries.Spins : null), seen);
    }

    [Theory]
    [InlineData(new long[] { 5, 8 }, new long[] { 6, 8 }, "5x8 and 6x8")]
    [InlineData(new long[] { 2, 3, 5, 8 }, new long[] { 2, 3, 6, 8 }, "[6, 8] but got: [6, 6]")]
    [InlineData(new long[] { }, new long[] { 6 }, "at least 1D")]
    public void Shapes_that_do_not_fit_are_an_exception_of_matmul_in_libtorch_s_words(long[] left, long[] right, string words)
    {
        using var scope = NewDisposeScope();

        var failure = Assert.Throws<ExternalException>(() => matmul(randn(left), randn(right)));

        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Equal([2, 3, 6], matmul(randn(2, 3, 5), randn(5, 6)).shape);
    }

    [Fact]
    public void The_gamma_function_whose_catch_matmul_borrows_is_right()
    {
        using var scope = NewDisposeScope();

        // P(1, x) = 1 - exp(-x)
        Assert.Equal(1 - Math.Exp(-0.7), special.gammainc(tensor(1.0), tensor(0.7)).item<double>(), 1e-12);
        Assert.Equal(1 - Math.Exp(-0.7), tensor(1.0).igamma(tensor(0.7)).item<double>(), 1e-12);
    }

    [Fact]
    public void A_file_of_a_module_is_names_types_sides_and_numbers()
    {
        // Written by the first edition of the kit: w = [1, 2] in float32, then the buffer b = 7 in int64.
        var file = Convert.FromHexString("02" + "0177" + "0601020000803F00000040" + "0162" + "04000700000000000000");
        using var module = new Two();

        module.load(new MemoryStream(file));
        Assert.Equal([1f, 2f], module.W.data<float>());
        Assert.Equal(7L, module.B.item<long>());

        using var saved = new MemoryStream();
        module.save(saved);
        Assert.Equal(Convert.ToHexString(file), Convert.ToHexString(saved.ToArray()));
    }

    [DllImport("libc", EntryPoint = "getenv")]
    private static extern nint GetVariable([MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    private sealed class Two : nn.Module
    {
        [TorchSharp.Utils.ComponentName(Name = "w")]
        public readonly Parameter W = new(zeros(2));

        [TorchSharp.Utils.ComponentName(Name = "b")]
        public readonly Tensor B = zeros([], dtype: int64);

        public Two()
            : base(nameof(Two)) => RegisterComponents();
    }
}
