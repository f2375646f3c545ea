using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using VisionAttention.Engines.FusedCpu;

namespace VisionAttention.Kit.Kernels;

/// <summary>The kernels at the sizes of two layers of the paper's shape: k = 7, 8 heads.</summary>
public class KernelBenchmarks
{
    internal const int Heads = 8;

    private const int KernelSize = 7;

    private IKernelRuns _runs = null!;

    /// <summary>8 for 64 channels at 32×32 pixels, 16 for 128 channels at 16×16.</summary>
    [Params(8, 16)]
    public int HeadDim { get; set; }

    /// <summary>Makes the scratch memory of a head.</summary>
    [GlobalSetup]
    public void Make() => _runs = Runs(HeadDim);

    /// <summary>Frees it.</summary>
    [GlobalCleanup]
    public void Free() => _runs.Dispose();

    /// <inheritdoc cref="IKernelRuns.MultiplyAdds"/>
    [Benchmark]
    public void MultiplyAdds() => _runs.MultiplyAdds();

    /// <inheritdoc cref="IKernelRuns.Dot"/>
    [Benchmark]
    public void Dot() => _runs.Dot();

    /// <inheritdoc cref="IKernelRuns.WeightedSum"/>
    [Benchmark]
    public void WeightedSum() => _runs.WeightedSum();

    /// <inheritdoc cref="IKernelRuns.Gather"/>
    [Benchmark]
    public void Gather() => _runs.Gather();

    /// <inheritdoc cref="IKernelRuns.Product"/>
    [Benchmark]
    public void Product() => _runs.Product();

    /// <inheritdoc cref="IKernelRuns.Outer"/>
    [Benchmark]
    public void Outer() => _runs.Outer();

    /// <inheritdoc cref="IKernelRuns.Exponential"/>
    [Benchmark]
    public void Exponential() => _runs.Exponential();

    /// <inheritdoc cref="IKernelRuns.Square"/>
    [Benchmark]
    public void Square() => _runs.Square();

    internal static int Side(int headDim) => 256 / headDim;

    internal static IKernelRuns Runs(int headDim)
    {
        var layout = UnitLayout.Of(batch: 1, Heads, headDim, Side(headDim), Side(headDim), KernelSize, Units.Lanes(Units.Widest));
        return Units.Widest switch
        {
            LaneWidth.Bits512 => new KernelRuns<Lanes512, Vector512<float>>(layout),
            LaneWidth.Bits256 => new KernelRuns<Lanes256, Vector256<float>>(layout),
            LaneWidth.Bits128 => new KernelRuns<Lanes128, Vector128<float>>(layout),
            _ => new KernelRuns<Lanes32, float>(layout),
        };
    }
}
