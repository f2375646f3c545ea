using System.Runtime.CompilerServices;

namespace TorchSharp;

public sealed class DisposeScope : IDisposable
{
    private readonly DisposeScopeManager _manager;
    private HashSet<IDisposable>? _members = new(ByReference.Instance);

    internal DisposeScope(DisposeScopeManager manager)
    {
        _manager = manager;
    }

    public int DisposablesCount => Members.Count;

    public IReadOnlyList<IDisposable> DisposablesView => [.. Members];

    internal DisposeScope? Outer
    {
        get
        {
            var place = _manager.Scopes.IndexOf(this);
            return place > 0 ? _manager.Scopes[place - 1] : null;
        }
    }

    private HashSet<IDisposable> Members => _members ?? throw new ObjectDisposedException(nameof(DisposeScope));

    public bool Contains(IDisposable disposable) => Members.Contains(disposable);

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
        if (disposable is torch.Tensor tensor)
        {
            tensor.OwningScope?.Remove(tensor);
            tensor.OwningScope = this;
        }
        Members.Add(disposable);
        DisposeScopeManager.Statistics.Attached();
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
        var keep = new HashSet<IDisposable>(inKeep, ByReference.Instance);
        foreach (var member in Members.Where(member => !keep.Contains(member)).ToArray())
        {
            Members.Remove(member);
            if (member is torch.Tensor tensor)
                tensor.OwningScope = null;
            member.Dispose();
        }
    }

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut((IDisposable)keep);
        return keep;
    }

    public void MarkAsDisposed(IDisposable disposable) => _members?.Remove(disposable);

    public void Dispose()
    {
        if (_members is null)
            return;
        var members = _members;
        _members = null;
        _manager.Scopes.Remove(this);
        foreach (var member in members)
        {
            if (member is torch.Tensor tensor)
                tensor.OwningScope = null;
            member.Dispose();
        }
    }

    internal void Add(IDisposable disposable) => Members.Add(disposable);

    internal void Remove(IDisposable disposable) => _members?.Remove(disposable);

    internal static void Move(DisposeScope? target, IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
        {
            if (disposable is not torch.Tensor tensor)
                continue;
            tensor.OwningScope?.Remove(tensor);
            tensor.OwningScope = target;
            if (target is null)
                DisposeScopeManager.Statistics.Detached();
            else
                target.Members.Add(tensor);
        }
    }

    // Tensors compare element by element; a scope wants to know which object it holds.
    private sealed class ByReference : IEqualityComparer<IDisposable>
    {
        public static readonly ByReference Instance = new();

        public bool Equals(IDisposable? x, IDisposable? y) => ReferenceEquals(x, y);

        public int GetHashCode(IDisposable obj) => RuntimeHelpers.GetHashCode(obj);
    }
}
