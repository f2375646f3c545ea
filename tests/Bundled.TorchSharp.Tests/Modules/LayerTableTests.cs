using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Bundled.TorchSharp.Tests.Modules;

/// <summary>A layer without state gives what its formula gives.</summary>
public sealed class LayerTableTests : IDisposable
{
    private static readonly Dictionary<string, (Func<nn.Module<Tensor, Tensor>> Layer, Func<Tensor, Tensor> Formula)> Table = new()
    {
        ["Softmin"] = (() => nn.Softmin(1), x => (-x).softmax(1)),
        ["Softmax2d"] = (() => nn.Softmax2d(), x => x.softmax(1)),
        ["Softsign"] = (() => nn.Softsign(), x => x / (x.abs() + 1)),
        ["Tanhshrink"] = (() => nn.Tanhshrink(inplace: false), x => x - x.tanh()),
        ["Softshrink"] = (() => nn.Softshrink(0.3), x => x.sign() * (x.abs() - 0.3).clamp_min(0)),
        ["Hardshrink"] = (() => nn.Hardshrink(0.3), x => x * (x.abs() > 0.3)),
        ["Hardtanh"] = (() => nn.Hardtanh(-0.4, 0.7), x => x.clamp(-0.4, 0.7)),
        ["Threshold"] = (() => nn.Threshold(0.1, 5), x => where(x > 0.1, x, full_like(x, 5))),
        ["PReLU"] = (() => nn.PReLU(4, init: 0.1, dtype: float64), x => where(x > 0, x, x * 0.1)),
        ["ConstantPad2d"] = (() => nn.ConstantPad2d((1, 0, 2, 0), 3), x => F.pad(x, [1, 0, 2, 0], value: 3)),
        ["ConstantPad1d"] = (() => nn.ConstantPad1d(1, 2), x => F.pad(x, [1, 1], value: 2)),
        ["ConstantPad3d"] = (() => nn.ConstantPad3d(1, 2), x => F.pad(x, [1, 1, 1, 1, 1, 1], value: 2)),
        ["ZeroPad2d"] = (() => nn.ZeroPad2d(2), x => F.pad(x, [2, 2, 2, 2])),
        ["ReflectionPad2d"] = (() => nn.ReflectionPad2d((1, 2, 0, 1)), x => cat([x[.., .., .., 1..2], x, x[.., .., .., 4..5], x[.., .., .., 3..4]], -1) is var wide ? cat([wide, wide[.., .., 3..4]], 2) : x),
        ["ReplicationPad2d"] = (() => nn.ReplicationPad2d(1), x => cat([x[.., .., .., 0..1], x, x[.., .., .., 5..6]], -1) is var wide ? cat([wide[.., .., 0..1], wide, wide[.., .., 4..5]], 2) : x),
        ["ChannelShuffle"] = (() => nn.ChannelShuffle(2), x => x.index_select(1, tensor(new long[] { 0, 2, 1, 3 }))),
        ["AdaptiveMaxPool2d"] = (() => nn.AdaptiveMaxPool2d([1, 1]), x => x.amax([2, 3], keepdim: true)),
    };

    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> Names => [.. Table.Keys];

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_layer_gives_what_its_formula_gives(string name)
    {
        manual_seed(3);
        var input = randn([2, 4, 5, 6], dtype: float64);
        using var layer = Table[name].Layer();
        var (actual, expected) = (layer.call(input), Table[name].Formula(input));
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(actual.allclose(expected), $"{name} differs by up to {(actual - expected).abs().max().ToDouble():g3}");
    }

    [Fact]
    public void Pools_of_lines_and_distances_of_rows()
    {
        var line = tensor(new[] { 1.0, 5, 2, 4, 3, 6 }).view(1, 1, 6);
        Assert.Equal([3.0, 3, 4.5], nn.AvgPool1d(2).call(line).data<double>().ToArray());
        var (values, places) = nn.AdaptiveMaxPool1d(2).forward_with_indices(line);
        Assert.Equal([5.0, 6], values.data<double>().ToArray());
        Assert.Equal([1L, 5], places.data<long>().ToArray());
        var (left, right) = (tensor(new[] { 3.0, 4 }).view(1, 2), tensor(new[] { 0.0, 0 }).view(1, 2));
        Assert.Equal(5.0, nn.PairwiseDistance(eps: 0).call(left, right).item<double>(), 9);
        Assert.Equal(1.0, nn.CosineSimilarity().call(left, left * 2).item<double>(), 9);
    }

    [Fact]
    public void Linear_algebra_undoes_itself()
    {
        manual_seed(4);
        var matrix = randn([4, 4], dtype: float64);
        var symmetric = matrix.matmul(matrix.t()) + eye(4, dtype: float64);
        var (u, s, vh) = linalg.svd(matrix);
        Assert.True(u.matmul(diag(s)).matmul(vh).allclose(matrix));
        var (q, r) = linalg.qr(matrix);
        Assert.True(q.matmul(r).allclose(matrix));
        var (values, vectors) = linalg.eigh(symmetric);
        Assert.True(vectors.matmul(diag(values)).matmul(vectors.t()).allclose(symmetric));
        var lower = linalg.cholesky(symmetric);
        Assert.True(lower.matmul(lower.t()).allclose(symmetric));
        Assert.True(linalg.solve(matrix, matrix).allclose(eye(4, dtype: float64), atol: 1e-7));
        Assert.True(linalg.inv(matrix).allclose(linalg.pinv(matrix), atol: 1e-7));
        Assert.Equal(linalg.svdvals(matrix).max().item<double>(), linalg.matrix_norm(matrix, 2).item<double>(), 9);
        Assert.Equal(matrix.pow(2).sum().sqrt().item<double>(), linalg.norm(matrix).item<double>(), 9);
        Assert.Equal(4, linalg.matrix_rank(matrix).item<long>());
        Assert.True(linalg.lstsq(matrix, matrix).Solution.allclose(eye(4, dtype: float64), atol: 1e-7));
    }
}
