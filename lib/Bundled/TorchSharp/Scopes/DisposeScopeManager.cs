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

    internal void Register(torch.Tensor tensor)
    {
        var scope = Innermost;
        scope?.Add(tensor);
        _statistics.TensorStatistics.Created(inScope: scope is not null);
    }
}
