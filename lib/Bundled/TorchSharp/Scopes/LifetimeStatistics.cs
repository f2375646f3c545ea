namespace TorchSharp;

/// <summary>How many objects of one kind a thread created, attached, detached and disposed, in scopes and outside them.</summary>
public class LifetimeStatistics
{
    public long CreatedOutsideScopeCount { get; private set; }

    public long CreatedInScopeCount { get; private set; }

    public long DisposedOutsideScopeCount { get; private set; }

    public long DisposedInScopeCount { get; private set; }

    public long AttachedToScopeCount { get; private set; }

    public long DetachedFromScopeCount { get; private set; }

    public long ThreadTotalLiveCount => CreatedOutsideScopeCount + CreatedInScopeCount - DisposedOutsideScopeCount - DisposedInScopeCount;

    public void Reset()
    {
        CreatedOutsideScopeCount = 0;
        CreatedInScopeCount = 0;
        DisposedOutsideScopeCount = 0;
        DisposedInScopeCount = 0;
        AttachedToScopeCount = 0;
        DetachedFromScopeCount = 0;
    }

    public override string ToString()
    {
        return $"created outside a scope {CreatedOutsideScopeCount}, in a scope {CreatedInScopeCount}; disposed outside {DisposedOutsideScopeCount}, "
            + $"in a scope {DisposedInScopeCount}; attached {AttachedToScopeCount}, detached {DetachedFromScopeCount}; live {ThreadTotalLiveCount}";
    }

    internal void Created(bool inScope)
    {
        if (inScope)
            CreatedInScopeCount++;
        else
            CreatedOutsideScopeCount++;
    }

    internal void Disposed(bool inScope)
    {
        if (inScope)
            DisposedInScopeCount++;
        else
            DisposedOutsideScopeCount++;
    }

    internal void Attached() => AttachedToScopeCount++;

    internal void Detached() => DetachedFromScopeCount++;
}
