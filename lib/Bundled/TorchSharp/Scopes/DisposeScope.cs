namespace TorchSharp;

public sealed class DisposeScope : IDisposable
{
    private readonly DisposeScopeManager _manager;
    private readonly List<IDisposable?> _members = [];
    private int _count;
    private bool _disposed;

    internal DisposeScope(DisposeScopeManager manager)
    {
        _manager = manager;
    }

    public int DisposablesCount => Open._count;

    public IReadOnlyList<IDisposable> DisposablesView => [.. Open._members.OfType<IDisposable>()];

    internal DisposeScope? Outer
    {
        get
        {
            var place = _manager.Scopes.IndexOf(this);
            return place > 0 ? _manager.Scopes[place - 1] : null;
        }
    }

    private DisposeScope Open
    {
        get
        {
            ThrowIfDisposed();
            return this;
        }
    }

    public bool Contains(IDisposable disposable) => Open.PlaceOf(disposable) >= 0;

    public T MoveToOuter<T>(T disposable) where T : IDisposable
    {
        MoveToOuter((IDisposable)disposable);
        return disposable;
    }

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable
    {
        MoveToOuter((IDisposable)first, second);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
    {
        MoveToOuter((IDisposable)first, second, third);
        return (first, second, third);
    }

    public void MoveToOuter(params IDisposable[] disposables) => Move(Outer, disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables) => Move(Outer, disposables);

    public T MoveToOther<T>(DisposeScope scope, T disposable) where T : IDisposable
    {
        Move(scope, [disposable]);
        return disposable;
    }

    public void MoveToOther(DisposeScope scope, params IDisposable[] disposables) => Move(scope, disposables);

    public void MoveToOther(DisposeScope scope, IEnumerable<IDisposable> disposables) => Move(scope, disposables);

    public T Detach<T>(T disposable) where T : IDisposable
    {
        Move(null, [disposable]);
        return disposable;
    }

    public void Detach(params IDisposable[] disposables) => Move(null, disposables);

    public void Detach(IEnumerable<IDisposable> disposables) => Move(null, disposables);

    public void Attach(IDisposable disposable)
    {
        ArgumentNullException.ThrowIfNull(disposable);
        if (disposable is torch.Tensor { OwningScope: { } owner } tensor)
        {
            if (ReferenceEquals(owner, this))
                return;
            owner.Remove(tensor);
        }
        Add(disposable);
        DisposeScopeManager.Statistics.TensorStatistics.Attached();
    }

    public void Attach(params IDisposable[] disposables)
    {
        foreach (var disposable in disposables)
            Attach(disposable);
    }

    public void DisposeEverything() => DisposeEverythingBut();

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        ThrowIfDisposed();
        var keep = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        for (var place = 0; place < _members.Count; place++)
        {
            if (_members[place] is { } member && !keep.Contains(member))
                DisposeAt(place, member);
        }
    }

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut((IDisposable)keep);
        return keep;
    }

    public void MarkAsDisposed(IDisposable disposable) => Remove(disposable);

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _manager.Scopes.Remove(this);
        for (var place = 0; place < _members.Count; place++)
        {
            if (_members[place] is { } member)
                DisposeAt(place, member);
        }
        _members.Clear();
    }

    internal static void Move(DisposeScope? target, IEnumerable<IDisposable> disposables)
    {
        target?.ThrowIfDisposed();
        foreach (var disposable in disposables)
        {
            if (disposable is not torch.Tensor tensor)
                continue;
            tensor.OwningScope?.Remove(tensor);
            if (target is null)
                DisposeScopeManager.Statistics.TensorStatistics.Detached();
            else
                target.Add(tensor);
        }
    }

    internal void Add(IDisposable disposable)
    {
        ThrowIfDisposed();
        if (disposable is torch.Tensor tensor)
        {
            tensor.OwningScope = this;
            tensor.PlaceInScope = _members.Count;
        }
        _members.Add(disposable);
        _count++;
    }

    private void Remove(IDisposable disposable)
    {
        var place = PlaceOf(disposable);
        if (place < 0)
            return;
        _members[place] = null;
        _count--;
        if (disposable is torch.Tensor tensor)
            tensor.OwningScope = null;
        // What is made and disposed at once leaves no empty place behind.
        while (_members.Count > 0 && _members[^1] is null)
            _members.RemoveAt(_members.Count - 1);
        if (_members.Count > 64 && _members.Count > 4 * _count)
            CloseGaps();
    }

    private void CloseGaps()
    {
        _members.RemoveAll(member => member is null);
        for (var place = 0; place < _members.Count; place++)
        {
            if (_members[place] is torch.Tensor tensor)
                tensor.PlaceInScope = place;
        }
    }

    private int PlaceOf(IDisposable disposable)
    {
        if (disposable is torch.Tensor tensor)
            return ReferenceEquals(tensor.OwningScope, this) ? tensor.PlaceInScope : -1;
        return _members.FindIndex(member => ReferenceEquals(member, disposable));
    }

    private void DisposeAt(int place, IDisposable member)
    {
        _members[place] = null;
        _count--;
        if (member is torch.Tensor tensor)
            tensor.DisposeWithScope();
        else
            member.Dispose();
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);
}
