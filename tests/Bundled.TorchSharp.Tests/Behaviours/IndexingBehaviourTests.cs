using Microsoft.CSharp.RuntimeBinder;
using TorchSharp;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Behaviours;

/// <summary>The forms of brackets that lessons and users write, one by one.</summary>
public sealed class IndexingBehaviourTests : IDisposable
{
    private static readonly Dictionary<string, (Func<Tensor, Tensor> Get, float[] Expected)> Forms = new()
    {
        ["t[1]"] = (t => t[1], [3, 4, 5]),
        ["t[^1]"] = (t => t[^1], [9, 10, 11]),
        ["t[^1, ^2]"] = (t => t[^1, ^2], [10]),
        ["t[.., 0]"] = (t => t[.., 0], [0, 3, 6, 9]),
        ["t[1..3]"] = (t => t[1..3], [3, 4, 5, 6, 7, 8]),
        ["t[..^3]"] = (t => t[..^3], [0, 1, 2]),
        ["t[^1..]"] = (t => t[^1..], [9, 10, 11]),
        ["t[3..99]"] = (t => t[3..99], [9, 10, 11]),
        ["t[(0, 2)]"] = (t => t[(0, 2)], [0, 1, 2, 3, 4, 5]),
        ["t[(null, 1)]"] = (t => t[(null, 1)], [0, 1, 2]),
        ["t[(3, null), 2]"] = (t => t[(3, null), 2], [11]),
        ["t[Ellipsis, ..2]"] = (t => t[TensorIndex.Ellipsis, ..1], [0, 3, 6, 9]),
        ["t[mask of rows]"] = (t => t[tensor(new[] { false, true, false, true })], [3, 4, 5, 9, 10, 11]),
        ["t[mask]"] = (t => t[t > 9], [10, 11]),
        ["t[numbers of rows]"] = (t => t[tensor(new[] { 2L, 0L })], [6, 7, 8, 0, 1, 2]),
        ["t[numbers, numbers]"] = (t => t[tensor(new[] { 2L, 0L }), tensor(new[] { 1L, 2L })], [7, 2]),
    };

    private static readonly HashSet<string> Copies = ["t[mask of rows]", "t[mask]", "t[numbers of rows]", "t[numbers, numbers]"];

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _t = arange(12, dtype: float32).reshape(4, 3);

    public static TheoryData<string> FormNames => [.. Forms.Keys];

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(FormNames))]
    public void A_form_gives_its_elements(string name)
    {
        var (get, expected) = Forms[name];
        Assert.Equal(expected, get(_t).data<float>().ToArray());
    }

    [Theory]
    [MemberData(nameof(FormNames))]
    public void Numbers_and_slices_give_views_and_tensors_give_copies(string name)
    {
        Forms[name].Get(_t).fill_(-1);
        var changed = (_t == -1).sum().ToInt64();
        Assert.Equal(Copies.Contains(name) ? 0 : Forms[name].Expected.Length, changed);
    }

    [Fact]
    public void Where_another_tensor_is_positive_numbers_are_written()
    {
        var other = zeros(4, 3);
        other[2, 1] = 1f;
        other[3] = 2f;
        _t[other > 0] = 0;
        Assert.Equal([0f, 1f, 2f, 3f, 4f, 5f, 6f, 0f, 8f, 0f, 0f, 0f], _t.data<float>().ToArray());
    }

    [Fact]
    public void A_number_fills_a_row_and_a_row_fills_a_column()
    {
        _t[0] = 1f;
        _t[1..3, 0] = 9;
        _t[.., ^1] = tensor(new[] { -1f, -2f, -3f, -4f });
        Assert.Equal([1f, 1f, -1f, 9f, 4f, -2f, 9f, 7f, -3f, 9f, 10f, -4f], _t.data<float>().ToArray());
    }

    // An index that is dynamic lets the rules of the compiler choose the indexer when the test runs.
    [Fact]
    public void Null_alone_fits_more_than_one_indexer()
    {
        dynamic t = _t;
        var error = Assert.Throws<RuntimeBinderException>(() => t[null]);
        Assert.Contains("ambiguous", error.Message, StringComparison.Ordinal);
        Assert.Equal([3f, 4f, 5f], ((Tensor)t[1]).data<float>().ToArray());
    }
}
