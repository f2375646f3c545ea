namespace TorchSharp.Modules;

/// <summary>What every optimiser shares: its groups of parameters, and a state for each parameter.</summary>
public abstract class OptimizerHelper : torch.optim.Optimizer
{
    private readonly List<ParamGroup> _groups = [];
    private readonly Dictionary<IntPtr, Dictionary<string, torch.Tensor>> _states = [];
    private readonly Dictionary<IntPtr, long> _steps = [];

    private protected OptimizerHelper()
    {
    }

    public override IEnumerable<torch.optim.ILearningRateController> ParamGroups => _groups;

    public override IEnumerable<Parameter> parameters() => _groups.SelectMany(group => group.Parameters);

    public override void zero_grad()
    {
        foreach (var parameter in parameters())
        {
            if (parameter.grad is { } gradient)
                gradient.zero_();
        }
    }

    public override torch.Tensor? step(Func<torch.Tensor>? closure = null)
    {
        torch.Tensor? loss = null;
        if (closure is not null)
        {
            using var on = torch.enable_grad();
            loss = closure();
        }
        using var off = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (var group in _groups)
        {
            foreach (var parameter in group.Parameters)
            {
                if (parameter.grad is { } gradient)
                    Update(group, parameter, gradient);
            }
        }
        return loss;
    }

    /// <summary>Changes one parameter; gradients are off and a scope is open.</summary>
    private protected abstract void Update(ParamGroup group, Parameter parameter, torch.Tensor gradient);

    private protected void AddGroups(IEnumerable<ParamGroup> groups, double learningRate)
    {
        foreach (var group in groups)
        {
            group.Parameters = [.. group.Parameters];
            group.Options.LearningRate ??= learningRate;
            group.Options.InitialLearningRate = group.Options.LearningRate.Value;
            foreach (var parameter in group.Parameters)
                _states[parameter.Handle] = [];
            _groups.Add(group);
        }
        if (!parameters().Any())
            throw new ArgumentException("the optimizer got no parameters: does the module call RegisterComponents()?");
    }

    private protected torch.Tensor State(Parameter parameter, string name)
    {
        var state = _states[parameter.Handle];
        if (!state.TryGetValue(name, out var value))
        {
            value = torch.zeros_like(parameter).DetachFromDisposeScope();
            state.Add(name, value);
        }
        return value;
    }

    private protected bool HasState(Parameter parameter, string name) => _states[parameter.Handle].ContainsKey(name);

    private protected long NextStep(Parameter parameter)
    {
        if (!_states.ContainsKey(parameter.Handle))
            throw new KeyNotFoundException("a parameter was replaced after the optimizer was made: move the module to its device first, then make the optimizer");
        return _steps[parameter.Handle] = _steps.GetValueOrDefault(parameter.Handle) + 1;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var state in _states.Values.SelectMany(state => state.Values))
                state.Dispose();
            _states.Clear();
        }
        base.Dispose(disposing);
    }
}
