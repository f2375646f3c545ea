using TorchSharp;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Behaviours;

/// <summary>What a thread's statistics count.</summary>
public sealed class StatisticsBehaviourTests
{
    [Fact]
    public void Tensors_are_counted_where_they_are_made_and_where_they_go()
    {
        var statistics = DisposeScopeManager.Statistics;
        statistics.Reset();
        var outside = ones(2);
        Tensor kept;
        using (var scope = NewDisposeScope())
        {
            var early = ones(2);
            _ = ones(2);
            kept = ones(2).DetachFromDisposeScope();
            early.Dispose();
            scope.Attach(outside);
        }
        Assert.Equal(1, statistics.CreatedOutsideScopeCount);
        Assert.Equal(3, statistics.CreatedInScopeCount);
        Assert.Equal(3, statistics.DisposedInScopeCount);
        Assert.Equal(0, statistics.DisposedOutsideScopeCount);
        Assert.Equal(1, statistics.AttachedToScopeCount);
        Assert.Equal(1, statistics.DetachedFromScopeCount);
        Assert.Equal(1, statistics.ThreadTotalLiveCount);
        kept.Dispose();
        Assert.Equal(1, statistics.TensorStatistics.DisposedOutsideScopeCount);
        Assert.Equal(0, statistics.TensorStatistics.ThreadTotalLiveCount);
        Assert.Equal(0, statistics.PackedSequenceStatistics.CreatedInScopeCount);
    }

    [Fact]
    public void Each_thread_has_its_own()
    {
        DisposeScopeManager.Statistics.Reset();
        var thread = new Thread(() => ones(2).Dispose());
        thread.Start();
        thread.Join();
        Assert.Equal(0, DisposeScopeManager.Statistics.CreatedOutsideScopeCount);
    }
}
