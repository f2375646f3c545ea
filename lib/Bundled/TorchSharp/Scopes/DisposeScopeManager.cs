namespace TorchSharp;

public class DisposeScopeManager
{
    [ThreadStatic] private static DisposeScopeManager? _current;

    private readonly ThreadDisposeScopeStatistics _statistics = new();

    public static ThreadDisposeScopeStatistics Statistics => Current._statistics;

    internal static DisposeScopeManager Current => _current ??= new DisposeScopeManager();

    internal List<DisposeScope> Scopes { get; } = [];

    internal DisposeScope? Innermost => Scopes.Count > 0 ? Scopes[^1] : null;

    internal DisposeScope NewScope()
    {
        var scope = new DisposeScope(this);
        Scopes.Add(scope);
        return scope;
    }

    internal DisposeScope? Register(IDisposable disposable)
    {
        var scope = Innermost;
        scope?.Add(disposable);
        _statistics.Created(inScope: scope is not null);
        return scope;
    }
}
