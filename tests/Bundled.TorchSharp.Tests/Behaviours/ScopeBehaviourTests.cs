using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Behaviours;

/// <summary>Who holds a tensor, which operations make a new object, and what a scope takes with it.</summary>
public sealed class ScopeBehaviourTests : IDisposable
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Sharing = new()
    {
        ["reshape"] = t => t.reshape(2, 3),
        ["reshape to other sides"] = t => t.reshape(3, 2),
        ["view"] = t => t.view(2, 3),
        ["to its own type"] = t => t.to(float32),
        ["to its own device"] = t => t.to(torch.CPU),
        ["cpu"] = t => t.cpu(),
        ["float"] = t => t.@float(),
        ["contiguous"] = t => t.contiguous(),
        ["detach"] = t => t.detach(),
        ["transpose"] = t => t.T,
        ["select"] = t => t[0],
        ["every element"] = t => t[..],
    };

    private static readonly Dictionary<string, Func<Tensor, Parameter>> Stealing = new()
    {
        ["new Parameter"] = t => new Parameter(t),
        ["nn.Parameter"] = t => nn.Parameter(t),
        ["AsParameter"] = t => t.AsParameter(),
    };

    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> SharingNames => [.. Sharing.Keys];

    public static TheoryData<string> StealingNames => [.. Stealing.Keys];

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_disposed_tensor_says_that_its_handle_is_empty()
    {
        var disposed = ones(2);
        disposed.Dispose();
        Action[] uses = [() => _ = disposed.shape, () => _ = disposed + 1, () => _ = ones(2) * disposed, () => disposed.add_(1), () => disposed.sum(), () => disposed.data<float>(), () => disposed.backward()];
        foreach (var use in uses)
            Assert.Equal("Tensor invalid -- empty handle.", Assert.Throws<InvalidOperationException>(use).Message);
        disposed.Dispose();
    }

    [Theory]
    [MemberData(nameof(SharingNames))]
    public void A_result_over_the_same_numbers_is_another_object(string name)
    {
        var source = zeros(2, 3);
        var result = Sharing[name](source);
        Assert.NotSame(source, result);
        result.fill_(7);
        Assert.Equal(7f, source[0, 0].item<float>());
        source.Dispose();
        Assert.False(result.IsInvalid);
        Assert.Equal(7f, result.max().item<float>());
    }

    [Fact]
    public void Adding_with_an_assignment_makes_a_new_tensor()
    {
        var first = ones(2);
        var changed = first;
        changed += 1;
        Assert.NotSame(first, changed);
        Assert.Equal([1f, 1f], first.data<float>().ToArray());
        Assert.Equal([2f, 2f], changed.data<float>().ToArray());
    }

    [Theory]
    [MemberData(nameof(StealingNames))]
    public void A_parameter_takes_the_handle_of_its_tensor(string name)
    {
        var source = ones(2);
        var parameter = Stealing[name](source);
        Assert.True(source.IsInvalid);
        Assert.Throws<InvalidOperationException>(() => source.sum());
        Assert.True(parameter.requires_grad);
        Assert.Equal([1f, 1f], parameter.data<float>().ToArray());
    }

    [Fact]
    public void Parameters_and_buffers_of_own_modules_end_with_the_scope_they_were_made_in()
    {
        Own own;
        using (NewDisposeScope())
            own = new Own();
        Assert.True(own.Weight.IsInvalid);
        Assert.True(own.Count.IsInvalid);
        Assert.False(own.Layer.weight.IsInvalid);
        own.Dispose();
    }

    [Fact]
    public void What_a_scope_disposed_before_leaves_it_and_a_used_up_scope_is_an_exception()
    {
        var scope = NewDisposeScope();
        var (first, second) = (ones(1), ones(2));
        Assert.Equal(2, scope.DisposablesCount);
        first.Dispose();
        Assert.Equal(1, scope.DisposablesCount);
        Assert.True(scope.Contains(second));
        scope.Dispose();
        Assert.True(second.IsInvalid);
        Assert.Throws<ObjectDisposedException>(() => scope.Contains(second));
    }

    [Fact]
    public void Moving_out_of_the_outermost_scope_detaches()
    {
        Tensor? kept = null;
        DisposeScope? outside = _scope;
        var thread = new Thread(() =>
        {
            outside = CurrentDisposeScope;
            using var scope = NewDisposeScope();
            kept = ones(2).MoveToOuterDisposeScope();
        });
        thread.Start();
        thread.Join();
        Assert.Null(outside);
        Assert.False(kept!.IsInvalid);
        Assert.False(_scope.Contains(kept));
        kept.Dispose();
    }

    private sealed class Own : nn.Module
    {
        public readonly Parameter Weight = new(ones(2));
        public readonly Tensor Count = zeros(1, dtype: int64);
        public readonly Linear Layer = nn.Linear(2, 2);

        public Own()
            : base(nameof(Own))
        {
            RegisterComponents();
        }
    }
}
