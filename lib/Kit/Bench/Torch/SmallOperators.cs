using BenchmarkDotNet.Attributes;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Bench.Torch;

/// <summary>Operators on tensors so small that the way to libtorch and back is most of the time. python_twin.py has the same by name.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class SmallOperators
{
    private IDisposable _still = null!;
    private Tensor _left = null!;
    private Tensor _right = null!;
    private Tensor _leaf = null!;
    private Linear _layer = null!;

    /// <summary>Makes the tensors.</summary>
    [GlobalSetup]
    public void Make()
    {
        set_num_threads(1);
        _leaf = randn(4, 4).requires_grad_();
        _layer = nn.Linear(4, 4);
        _still = no_grad();
        _left = randn(4, 4);
        _right = randn(4, 4);
    }

    /// <summary>Frees them.</summary>
    [GlobalCleanup]
    public void Free()
    {
        _still.Dispose();
        _left.Dispose();
        _right.Dispose();
        _leaf.Dispose();
        _layer.Dispose();
    }

    /// <summary>left + right.</summary>
    [Benchmark]
    public void Add() => (_left + _right).Dispose();

    /// <summary>left · 1.5.</summary>
    [Benchmark]
    public void MultiplyByNumber() => (_left * 1.5).Dispose();

    /// <summary>Into the tensor itself.</summary>
    [Benchmark]
    public void AddInPlace() => _left.add_(_right);

    /// <summary>A matrix product.</summary>
    [Benchmark]
    public void Matmul() => _left.matmul(_right).Dispose();

    /// <summary>A view of another shape.</summary>
    [Benchmark]
    public void View() => _left.view(2, 8).Dispose();

    /// <summary>A sum over one dimension.</summary>
    [Benchmark]
    public void SumOfRows() => _left.sum(1).Dispose();

    /// <summary>One row.</summary>
    [Benchmark]
    public void IndexRow() => _left[1].Dispose();

    /// <summary>One column.</summary>
    [Benchmark]
    public void IndexColumn() => _left[.., 1].Dispose();

    /// <summary>The shape.</summary>
    [Benchmark]
    public long[] Shape() => _left.shape;

    /// <summary>An activation.</summary>
    [Benchmark]
    public void Relu() => _left.relu().Dispose();

    /// <summary>A softmax.</summary>
    [Benchmark]
    public void Softmax() => _left.softmax(1).Dispose();

    /// <summary>A layer called, with a bias.</summary>
    [Benchmark]
    public void LinearLayer() => _layer.call(_left).Dispose();

    /// <summary>A product and a sum with a graph, and the way back through it.</summary>
    [Benchmark]
    public void ForwardAndBackward()
    {
        using var graph = enable_grad();
        using var scope = NewDisposeScope();
        (_leaf * _right).sum().backward();
    }
}
